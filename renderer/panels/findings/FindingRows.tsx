import { memo, useEffect, useRef, useState } from 'react';
import type { NotChecked } from '#shared/findings/finding.ts';
import { dismissFinding, goToFinding } from '../../actions/findings.ts';
import type { ListedFinding } from '../../stores/findings.ts';
import { useHost } from '../../stores/host.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { Prose } from '../../ui/Prose.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { Text } from '../../ui/Text.tsx';
import { useKeptFocus } from '../../ui/useKeptFocus.ts';
import { visible } from '../../ui/visible.ts';

/** A host with more has one cause, and the first ones tell it. */
const MOST = 50;

/** All findings, a line each; then those that are meant so, and what could not be checked. */
export function FindingRows(props: {
  readonly all: readonly ListedFinding[];
  /** The one that is looked at. */
  readonly current: string | null;
}) {
  const { all, current } = props;
  const notChecked = useHost(({ findings }) => findings.notChecked);
  const list = useRef<HTMLDivElement>(null);
  const focus = useKeptFocus(list);
  const [isWhole, setWhole] = useState(false);
  const open = all.filter(({ isDismissed }) => !isDismissed);
  const dismissed = all.filter(({ isDismissed }) => isDismissed);
  const shown = isWhole ? open : open.slice(0, MOST);
  const rest = open.length - shown.length;
  // One row is in the tab order, arrows lead to the others: Tab then gets past a list of any length.
  const stop = shown.some(({ id }) => id === current) ? current : shown[0]?.id;
  return (
    <div ref={list} className="findings-list" {...focus}>
      <ul aria-label="All findings" onKeyDown={focusByArrows}>
        {shown.map((listed) => (
          <Row
            key={listed.id}
            listed={listed}
            isCurrent={listed.id === current}
            tabIndex={listed.id === stop ? 0 : -1}
          />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" className="link-button findings-rest" onClick={() => setWhole(true)}>
          and {rest} more
        </button>
      )}
      {dismissed.length > 0 && (
        <>
          <h3>Dismissed</h3>
          <ul>
            {dismissed.map((listed) => (
              <DismissedRow key={listed.id} listed={listed} />
            ))}
          </ul>
        </>
      )}
      {notChecked.length > 0 && (
        <>
          <h3>Not checked</h3>
          <ul className="findings-unchecked">
            {byReason(notChecked).map(([why, codes]) => (
              <li key={why}>
                <span className="mono">{codes.join(', ')}</span>: <Prose text={why} />
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

const Row = memo(function Row(props: {
  readonly listed: ListedFinding;
  readonly isCurrent: boolean;
  readonly tabIndex: number;
}) {
  const { listed, isCurrent, tabIndex } = props;
  const { finding, id, isPlanned } = listed;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  return (
    <li ref={row} data-key={id}>
      <button
        type="button"
        className="finding-row"
        tabIndex={tabIndex}
        aria-current={isCurrent}
        data-code={finding.code}
        onClick={() => goToFinding(listed)}
      >
        <SeverityMark severity={finding.severity} />
        <span className="finding-title">
          <Text>{finding.title}</Text>
        </span>
        {isPlanned && <span className="findings-quiet">before the planned changes</span>}
        <span className="finding-code mono">{finding.code}</span>
      </button>
    </li>
  );
});

function DismissedRow({ listed }: { readonly listed: ListedFinding }) {
  const { finding, id, key } = listed;
  return (
    <li data-key={`dismissed ${id}`} className="finding-meant">
      <SeverityMark severity={finding.severity} />
      <span className="finding-title">
        <Text>{finding.title}</Text>
      </span>
      <button
        type="button"
        className="link-button"
        aria-label={`Show again: ${visible(finding.title)}`}
        onClick={() => void dismissFinding(key, false)}
      >
        Show again
      </button>
    </li>
  );
}

/** One source that is unread keeps several things from being checked. */
function byReason(notChecked: readonly NotChecked[]): readonly (readonly [string, readonly string[]])[] {
  const reasons = new Map<string, string[]>();
  for (const { why, code } of notChecked) reasons.set(why, [...(reasons.get(why) ?? []), code]);
  return [...reasons];
}
