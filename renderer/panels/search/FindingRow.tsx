import type { ListedFinding } from '../../stores/findings.ts';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { Text } from '../../ui/Text.tsx';
import { PaletteRow } from './PaletteRow.tsx';

/** Something that is wrong, to go to. */
export function FindingRow(props: {
  readonly id: string;
  readonly listed: ListedFinding;
  readonly current: boolean;
  readonly onPoint: () => void;
  readonly onFollow: () => void;
}) {
  const { finding, isDismissed } = props.listed;
  return (
    <PaletteRow {...props} className="hit finding-hit">
      <span className="hit-label">
        <SeverityMark severity={finding.severity} /> <Text>{finding.title}</Text>
      </span>
      <span className="hit-why">{isDismissed ? 'dismissed' : finding.code}</span>
    </PaletteRow>
  );
}
