import type { SourceReport } from '#shared/host/source.ts';
import { useHost } from '../stores/host.ts';
import { Icon } from '../ui/Icon.tsx';
import { Prose } from '../ui/Prose.tsx';
import { useNow } from '../ui/useNow.ts';
import { ageInWords } from './age.ts';
import { isTrouble, sourceTitles, troubleCount } from './sources.ts';

const hostTitles: Readonly<Record<string, string>> = { local: 'This machine', demo: 'Demo homelab' };

/** The host's name and, behind it, what each source of facts last said. */
export function HostHealth() {
  const topology = useHost((host) => host.topology);
  const connection = useHost((host) => host.connection);
  if (topology === null) return <span className="host-name">Patchbay</span>;
  const troubles = troubleCount(topology.sources);
  const health = connection !== 'open' ? 'lost' : troubles > 0 ? 'trouble' : 'ok';
  return (
    <details className="health" data-health={health}>
      <summary>
        <span className="health-mark" aria-hidden="true" />
        <span className="host-name">{hostTitles[topology.host] ?? topology.host}</span>
        <span className="health-words">
          {health === 'lost' ? 'not connected' : health === 'ok' ? 'live' : countInWords(troubles)}
        </span>
      </summary>
      <div className="health-sheet">
        <h2>Where the facts come from</h2>
        <ul>
          {topology.sources.map((source) => (
            <SourceRow key={source.name} source={source} />
          ))}
        </ul>
      </div>
    </details>
  );
}

function SourceRow({ source }: { readonly source: SourceReport }) {
  const now = useNow(1000);
  const trouble = isTrouble(source);
  return (
    <li data-status={source.status}>
      <span className="source-title">
        {trouble ? <Icon name="warn" /> : <Icon name="check" />}
        {sourceTitles[source.name]}
      </span>
      <span className="source-age">
        {source.factsFrom === null ? 'no facts' : `read ${ageInWords(source.factsFrom, now)}`}
      </span>
      {source.message !== '' && (
        <p>
          <Prose text={source.message} />
        </p>
      )}
      {source.advice !== '' && (
        <p className="advice">
          <Prose text={source.advice} />
        </p>
      )}
    </li>
  );
}

function countInWords(count: number): string {
  return count === 1 ? '1 source in trouble' : `${count} sources in trouble`;
}
