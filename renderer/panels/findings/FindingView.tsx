import { faultOf } from '#shared/findings/about.ts';
import type { Topology } from '#shared/topology/model.ts';
import { dismissFinding } from '../../actions/findings.ts';
import type { ListedFinding } from '../../stores/findings.ts';
import { Prose } from '../../ui/Prose.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { visible } from '../../ui/visible.ts';
import { Repairs } from './Repairs.tsx';
import './finding.css';

/** Of a chain of rules, say; the first ones say which. */
const MOST_EVIDENCE = 12;

/**
 * One finding: what, why, what it is known by, and what mends it.
 * @param props.isNamed its thing is named above it already
 */
export function FindingView(props: {
  readonly topology: Topology;
  readonly listed: ListedFinding;
  readonly isNamed: boolean;
}) {
  const { topology, listed, isNamed } = props;
  const { finding, id, key, isPlanned } = listed;
  const { code, severity, title, why, evidence } = finding;
  const rest = evidence.length - MOST_EVIDENCE;
  return (
    <div className="finding" data-key={id} data-code={code} data-severity={severity}>
      <SeverityMark severity={severity} />
      <div className="finding-body">
        <p>
          <strong>
            <Prose text={isNamed ? faultOf(finding, topology) : title} />.
          </strong>{' '}
          <Prose text={why} />
        </p>
        {evidence.length > 0 && (
          <ul className="finding-evidence" aria-label="What it is known by">
            {evidence.slice(0, MOST_EVIDENCE).map((line) => (
              <li key={line} className={isQuote(line) ? 'mono' : undefined}>
                <bdi>{visible(line)}</bdi>
              </li>
            ))}
            {rest > 0 && <li>and {rest} more</li>}
          </ul>
        )}
        {isPlanned ? (
          <p className="finding-planned">
            This is the host as it is now. The planned changes may settle it, so no repair is offered.
          </p>
        ) : (
          <Repairs repairs={finding.repairs} about={why} />
        )}
        <button
          type="button"
          className="link-button finding-dismiss"
          title="Dismiss it on this host. It can be shown again."
          aria-label={`Meant so: dismiss “${visible(title)}”`}
          onClick={() => void dismissFinding(key, true)}
        >
          Meant so
        </button>
      </div>
    </div>
  );
}

/** What a command or a file printed, behind its name: `nft: chain ip filter FORWARD …`. */
function isQuote(line: string): boolean {
  return /^[a-z/][\w./-]*(?: [\w./-]+){0,3}: /.test(line);
}
