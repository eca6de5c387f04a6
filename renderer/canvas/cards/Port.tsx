import type { NodeId } from '#shared/topology/model.ts';
import { CutName } from '../../ui/CutName.tsx';
import { Text } from '../../ui/Text.tsx';
import type { PortRow } from '../derive/model.ts';
import { usePortClass, useView } from '../interact/view.ts';
import { portStop } from '../scene/stops.ts';
import { Badge } from './Badge.tsx';
import { JackAndPlug } from './Plug.tsx';
import { Tail } from './Tail.tsx';

interface PortProps {
  readonly port: PortRow;
  readonly hue: number;
  readonly card: NodeId;
}

/** What every port's element tells scripts, the drag and the keyboard. */
function usePort({ port, card }: PortProps) {
  const look = usePortClass(port);
  const grabbable = useView((view) => view.editable) && port.grab !== null;
  return {
    className: `nodrag nopan is-${port.style} ${grabbable ? 'is-grabbable' : ''} ${look}`,
    attributes: {
      'data-id': port.link ?? undefined,
      'data-stop': portStop(card, port.key),
      'data-select': port.link ?? port.cable,
      'data-grab': port.grab ?? undefined,
      'data-cable': port.cable,
      'aria-label': port.words,
      title: port.trouble?.words ?? undefined,
    },
  };
}

/** A port with its jack, who is plugged in, and the TAP's name on the cable outside. */
export function PortLine(props: PortProps) {
  const { port, hue } = props;
  const { className, attributes } = usePort(props);
  return (
    <button type="button" className={`cv-port ${className}`} {...attributes}>
      {port.tag !== null && (
        <span className={`cv-tag cv-hue-${hue}`}>
          <Badge trouble={port.trouble} />
          <Tail className="cv-tag-name" text={port.tag} />
        </span>
      )}
      <JackAndPlug side="left" end="plugged" hue={hue} down={port.style === 'down'} />
      <span className="cv-who">
        <CutName>{port.who}</CutName>
      </span>
      <span className="cv-detail">
        <Text>{port.detail}</Text>
      </span>
      {port.firewall !== null && <FirewallMark />}
      {port.vlans !== null && (
        <span className="cv-vlans" title={port.vlans.words}>
          {port.vlans.short}
        </span>
      )}
      {port.tag === null && <Badge trouble={port.trouble} />}
    </button>
  );
}

/** Says that Proxmox VE’s firewall stands on the way; the bridge that it needs for that is folded away. */
function FirewallMark() {
  return (
    <span
      className="cv-mark"
      title="Through Proxmox VE’s firewall. Its bridge can be shown from the cable’s menu."
    >
      firewall
    </span>
  );
}

/** A port among many, in a cell: the TAP's name, and who is plugged in where there is room to say it. */
export function PortCell(props: PortProps & { readonly short: boolean }) {
  const { port, hue, short } = props;
  const { className, attributes } = usePort(props);
  const tag = port.style === 'next-boot' ? null : port.tag;
  return (
    <button
      type="button"
      className={`cv-cell cv-hue-${hue} ${className}`}
      {...attributes}
      title={port.trouble?.words ?? cellWords(port)}
    >
      {tag !== null && <Tail className="cv-tag-name" text={tag} />}
      {(tag === null || !short) && (
        <span className="cv-who">
          <CutName>{port.who}</CutName>
        </span>
      )}
      {!short && port.vlans !== null && <span className="cv-vlans">{port.vlans.short}</span>}
      <Badge trouble={port.trouble} />
    </button>
  );
}

function cellWords({ who, detail, firewall, vlans }: PortRow): string {
  return [
    `${who} ${detail}`,
    ...(firewall === null ? [] : ['firewall']),
    ...(vlans === null ? [] : [vlans.words]),
  ].join(', ');
}
