import { useMemo, useState } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { useStanding } from '../../stores/findings.ts';
import { useLitNodes } from '../../stores/litNodes.ts';
import { useLook } from '../../stores/look.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { CableRowView } from './CableRowView.tsx';
import { type Column, firstOrder, inOrder, orderAfterClick } from './tableOrder.ts';
import { cableRows, rowsWithChanges } from './tableRows.ts';
import './table.css';

const columns: readonly (readonly [Column, string])[] = [
  ['vm', 'VM'],
  ['vnic', 'vNIC'],
  ['mac', 'MAC'],
  ['ips', 'IP'],
  ['tap', 'TAP'],
  ['place', 'Bridge or network'],
  ['out', 'Uplink'],
  ['trouble', 'Notes'],
];

/** The same topology as a table: a row for each vNIC and loose TAP, from the VM to the physical side. */
export function TableView(props: {
  readonly topology: Topology;
  /** The host as it is, where `topology` is how it would be with planned edits; null: it is what is. */
  readonly now: Topology | null;
}) {
  const { topology, now } = props;
  const [order, setOrder] = useState(firstOrder);
  const findings = useStanding();
  const rows = useMemo(() => {
    const planned = cableRows(topology, findings);
    return inOrder(now === null ? planned : rowsWithChanges(cableRows(now, findings), planned), order);
  }, [topology, now, findings, order]);
  const lit = useLitNodes(topology);
  const selected = useLook((look) => look.selected);
  // One row is in the tab order, arrows lead to the others: Tab then gets past a table of any length.
  const stop = rows.find(({ id }) => id === selected) ?? rows[0];
  return (
    <main className="table-view" aria-label="Cables">
      <table>
        <caption className="visually-hidden">
          The vNICs and loose TAPs of this host, each from the VM to the physical side. Arrow keys go from row
          to row, M moves a cable, A adds a vNIC, Delete pulls a cable off; the Menu key or Shift+F10 has all
          that can be done.
        </caption>
        <thead>
          <tr>
            {columns.map(([column, title]) => (
              <th
                key={column}
                scope="col"
                aria-sort={order.by !== column ? undefined : order.descending ? 'descending' : 'ascending'}
              >
                <button
                  type="button"
                  className="sort-button"
                  onClick={() => setOrder(orderAfterClick(order, column))}
                >
                  {title}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={focusByArrows}>
          {rows.map((row) => (
            <CableRowView
              key={row.id}
              row={row}
              selected={row.id === selected}
              dimmed={lit !== null && !lit.has(row.id)}
              tabIndex={row === stop ? 0 : -1}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="table-empty">This host has no VM and no loose cable.</p>}
    </main>
  );
}
