import type { DomainState } from '#shared/host/domain.ts';
import { CutName } from '../../ui/CutName.tsx';
import { Text } from '../../ui/Text.tsx';
import type { VnicRow } from '../derive/model.ts';
import { useCardClass, useView, useVnicClass, useVnicDoing } from '../interact/view.ts';
import type { Density } from '../layout/metrics.ts';
import type { PlacedVm } from '../scene/scene.ts';
import { Badge, CardBadge } from './Badge.tsx';
import { JackAndPlug } from './Plug.tsx';
import { Tail } from './Tail.tsx';

/** A VM as a device: its name and state, a row for each vNIC with its jack, and a socket for one more. */
export function VmView({ placed }: { readonly placed: PlacedVm }) {
  const { card, density, rowHues } = placed;
  const look = useCardClass(card);
  const isOff = !card.active;
  return (
    <div className={`cv-card cv-vm cv-${density} ${isOff ? 'is-off' : ''} ${look}`} data-card={card.id}>
      <div className="cv-head">
        <StateMark state={card.stateWord === 'saved' ? 'saved' : card.state} />
        <span className="cv-name" title={card.name}>
          <CutName>{card.name}</CutName>
        </span>
        <CardBadge trouble={card.trouble} />
        {card.isContainer && <span className="cv-mark">{card.maker}</span>}
        {card.vmm !== null && <span className="cv-mark">{card.vmm}</span>}
        {card.pveId !== null && (
          <span
            className="cv-mark"
            title={`${card.isContainer ? 'Container' : 'VM'} ${card.pveId} of Proxmox VE`}
          >
            {card.pveId}
          </span>
        )}
        {card.state !== 'running' && <span className="cv-state">{card.stateWord}</span>}
      </div>
      {card.rows.map((row, index) => (
        <VnicLine key={row.id} row={row} hue={rowHues[index] ?? 0} density={density} />
      ))}
      {card.rows.length === 0 && (
        <div className="cv-row cv-none">{card.vmm === null ? 'no vNIC' : 'no vNIC known'}</div>
      )}
      {card.hypervisor === 'libvirt' && <AddSocket vm={card.id} name={card.name} />}
    </div>
  );
}

function VnicLine(props: { readonly row: VnicRow; readonly hue: number; readonly density: Density }) {
  const { row, hue, density } = props;
  const isFull = density === 'full';
  const look = useVnicClass(row);
  const editable = useView((view) => view.editable);
  return (
    <button
      type="button"
      className={`cv-row nodrag nopan ${editable ? 'is-grabbable' : ''} ${look}`}
      data-id={row.id}
      data-stop={row.id}
      data-select={row.id}
      data-grab={row.id}
      data-cable={row.cables[0]}
      aria-label={row.words}
      title={isFull && row.trouble === null ? undefined : row.words}
    >
      {isFull && <span className="cv-vnic">{row.name}</span>}
      <MacText row={row} short={density === 'dense'} />
      {density !== 'dense' && <span className="cv-model">{row.model}</span>}
      <VnicEnd row={row} isFull={isFull} />
      <JackAndPlug side="right" end={row.end} hue={hue} down={row.linkDown} />
    </button>
  );
}

function MacText({ row, short }: { readonly row: VnicRow; readonly short: boolean }) {
  if (row.mac === null) return <span className="cv-mac cv-vendor">{row.name}</span>;
  return (
    <span className="cv-mac">
      {!short && <span className="cv-vendor">{row.mac.vendor}</span>}
      {row.mac.own}
    </span>
  );
}

/** The right end of a row: what matters most about it, the trouble first. */
function VnicEnd({ row, isFull }: { readonly row: VnicRow; readonly isFull: boolean }) {
  const [ip] = row.ips;
  const doing = useVnicDoing(row);
  return (
    <span className="cv-end">
      {doing !== undefined && <span className="cv-doing-here">{doing}</span>}
      <Badge trouble={row.trouble} />
      {row.hanging !== null ? (
        <span className="cv-tag cv-tag-hanging" data-id={row.hanging.id} data-select={row.hanging.id}>
          <Text>{row.hanging.name}</Text>
        </span>
      ) : (
        <>
          {row.mark !== null && <span className="cv-mark">{isFull ? row.mark.words : row.mark.short}</span>}
          {row.linkDown && <span className="cv-mark">link down</span>}
          {ip !== undefined && <Tail className="cv-ip" text={ip} />}
        </>
      )}
    </span>
  );
}

function AddSocket({ vm, name }: { readonly vm: string; readonly name: string }) {
  const editable = useView((view) => view.editable);
  if (!editable) return null;
  return (
    <button
      type="button"
      className="cv-add nodrag nopan"
      data-socket={vm}
      tabIndex={-1}
      aria-label={`Attach a vNIC to ${name}`}
      title="Drag to a bridge or network to attach a vNIC"
    >
      <span className="cv-add-sign" aria-hidden="true">
        +
      </span>
    </button>
  );
}

/** The state by shape and colour: a disc runs, two bars are paused, a ring is off, an arrow onto a line is saved, a cross is crashed. */
function StateMark({ state }: { readonly state: DomainState | 'saved' }) {
  const shape = shapes[state];
  return (
    <svg
      className={`cv-light cv-light-${shape}`}
      width="10"
      height="10"
      viewBox="0 0 10 10"
      aria-hidden="true"
    >
      {shape === 'on' && <circle cx="5" cy="5" r="4" />}
      {shape === 'paused' && <path d="M3.2,1.5v7M6.8,1.5v7" />}
      {shape === 'saved' && <path d="M5,1v5M2.5,3.75l2.5,2.5l2.5,-2.5M1.5,9h7" />}
      {shape === 'off' && <circle cx="5" cy="5" r="3.25" />}
      {shape === 'crashed' && <path d="M2,2l6,6M8,2l-6,6" />}
    </svg>
  );
}

const shapes: Readonly<Record<DomainState | 'saved', 'on' | 'paused' | 'off' | 'saved' | 'crashed'>> = {
  running: 'on',
  idle: 'on',
  paused: 'paused',
  'in shutdown': 'paused',
  pmsuspended: 'paused',
  'shut off': 'off',
  'no state': 'off',
  saved: 'saved',
  crashed: 'crashed',
};
