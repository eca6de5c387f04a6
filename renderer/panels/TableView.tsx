import { useMemo } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { useHost } from '../stores/host.ts';
import { select, useLook } from '../stores/look.ts';
import { Mac } from '../ui/Mac.tsx';
import { type CableRow, cableRows } from './tableRows.ts';
import './table.css';

/** The same topology as a table: a row a cable, from the VM to the physical side. */
export function TableView({ topology }: { readonly topology: Topology }) {
  const rows = useMemo(() => cableRows(topology), [topology]);
  return (
    <main className="table-view">
      <table>
        <caption className="visually-hidden">
          Every cable of this host, from the VM to the physical side
        </caption>
        <thead>
          <tr>
            <th scope="col">VM</th>
            <th scope="col">State</th>
            <th scope="col">vNIC</th>
            <th scope="col">MAC</th>
            <th scope="col">Model</th>
            <th scope="col">IP</th>
            <th scope="col">TAP</th>
            <th scope="col">Bridge or network</th>
            <th scope="col">Leads out by</th>
            <th scope="col">To know</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <p className="table-empty">This host has no VM and no loose cable.</p>}
    </main>
  );
}

function Row({ row }: { readonly row: CableRow }) {
  const selected = useLook((look) => look.selected === row.id);
  const dimmed = useLook((look) => look.lit !== null && !look.lit.nodes.has(row.id));
  const editable = useHost((host) => host.editable);
  return (
    <tr data-id={row.id} data-selected={selected} data-dimmed={dimmed} onClick={() => select(row.id)}>
      <th scope="row">
        <button
          type="button"
          className="link-button"
          aria-pressed={selected}
          title={editable ? 'M moves it, Delete pulls it off' : undefined}
          onFocus={() => select(row.id)}
        >
          {row.vm}
        </button>
      </th>
      <td>{row.state}</td>
      <td>{row.vnic}</td>
      <td>{row.mac === '' ? '' : <Mac mac={row.mac} />}</td>
      <td>{row.model}</td>
      <td className="mono">{row.ips}</td>
      <td className="mono">{row.tap}</td>
      <td>{row.place}</td>
      <td className="mono">{row.out}</td>
      <td>{row.trouble}</td>
    </tr>
  );
}
