import { useRef } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { dismissFinding } from '../../actions/findings.ts';
import { useFindingsAbout } from '../../stores/findings.ts';
import { Text } from '../../ui/Text.tsx';
import { useKeptFocus } from '../../ui/useKeptFocus.ts';
import { visible } from '../../ui/visible.ts';
import { FindingView } from './FindingView.tsx';

/** A bridge may have one for each of its guests; the strip has them all. */
const MOST = 20;

/**
 * What was found about one thing, each with what mends it: the first to know of it.
 * @param props.isNamed each is about the thing that is named above, and not about one of several in it
 */
export function FindingList(props: {
  readonly topology: Topology;
  readonly about: string;
  readonly isNamed: boolean;
}) {
  const { topology, about, isNamed } = props;
  const own = useFindingsAbout(topology, about);
  const section = useRef<HTMLElement>(null);
  const focus = useKeptFocus(section);
  if (own.length === 0) return null;
  const open = own.filter(({ isDismissed }) => !isDismissed);
  const rest = open.length - MOST;
  return (
    <section ref={section} aria-label="Findings" {...focus}>
      {open.slice(0, MOST).map((listed) => (
        <FindingView key={listed.id} topology={topology} listed={listed} isNamed={isNamed} />
      ))}
      {rest > 0 && <p className="finding-rest">And {rest} more, in the list of findings below.</p>}
      {own
        .filter(({ isDismissed }) => isDismissed)
        .map(({ id, key, finding: { title } }) => (
          <p key={id} className="finding-dismissed" data-key={`dismissed ${id}`}>
            Dismissed: <Text>{title}</Text>.{' '}
            <button
              type="button"
              className="link-button"
              aria-label={`Show again: ${visible(title)}`}
              onClick={() => void dismissFinding(key, false)}
            >
              Show again
            </button>
          </p>
        ))}
    </section>
  );
}
