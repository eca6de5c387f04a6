import { memo } from 'react';
import { select } from '../../stores/look.ts';
import { Mac } from '../../ui/Mac.tsx';
import { SeverityMark } from '../../ui/SeverityMark.tsx';
import { Text } from '../../ui/Text.tsx';
import { visible } from '../../ui/visible.ts';
import type { CableRow, PlannedChange } from './tableRows.ts';

/** One cable. Its row is the selection as soon as it has the focus, so that M, A and Delete are about it. */
export const CableRowView = memo(function CableRowView(props: {
  readonly row: CableRow;
  readonly selected: boolean;
  readonly dimmed: boolean;
  readonly tabIndex: number;
}) {
  const { row, selected, dimmed } = props;
  return (
    <tr
      data-id={row.id}
      data-selected={selected}
      data-dimmed={dimmed}
      data-goes={row.change?.kind === 'removed'}
      onClick={() => select(row.id)}
    >
      <th scope="row" data-loose={row.vm === ''}>
        <div className="cell-vm">
          <button
            type="button"
            className="link-button"
            tabIndex={props.tabIndex}
            aria-pressed={selected}
            title={visible(row.vm)}
            onFocus={() => select(row.id)}
          >
            <Text>{row.vm === '' ? 'loose cable' : row.vm}</Text>
          </button>{' '}
          <span className={row.state === 'running' ? 'visually-hidden' : 'cell-quiet'}>{row.state}</span>
        </div>
      </th>
      <td>
        <Text>{row.vnic}</Text> <span className="cell-quiet">{row.model}</span>
      </td>
      <td>{row.mac !== '' && <Mac mac={row.mac} />}</td>
      <td className="mono">{row.ips}</td>
      <td className="mono">
        <Text>{row.tap}</Text>
      </td>
      <td>
        <Text>{row.place}</Text>{' '}
        {row.vlans !== '' && <span className="cell-quiet mono">VLAN {row.vlans}</span>}
        {row.planned && <span className="cell-quiet">at next boot</span>}
      </td>
      <td className="mono">
        <Text>{row.out}</Text>
      </td>
      <td>
        {row.change !== null && (
          <span className="cell-planned">
            <Text>{changeWords(row.change)}</Text>
          </span>
        )}
        {row.trouble !== '' && (
          <span className="cell-trouble">
            {row.severity !== null && <SeverityMark severity={row.severity} />}
            <Text>{row.trouble}</Text>
          </span>
        )}
      </td>
    </tr>
  );
});

function changeWords(change: PlannedChange): string {
  return change.kind === 'moved' ? `Planned: was ${change.from}` : `Planned: ${change.kind}`;
}
