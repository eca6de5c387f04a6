import { CutName } from '../../ui/CutName.tsx';
import { Text } from '../../ui/Text.tsx';
import type { VlanMark } from '../derive/model.ts';
import { useCardClass } from '../interact/view.ts';
import { exitY, hasCells, hasModeLine } from '../layout/metrics.ts';
import type { PlacedSwitch } from '../scene/scene.ts';
import { CardBadge } from './Badge.tsx';
import { CellWires } from './CellWires.tsx';
import { JackAndPlug } from './Plug.tsx';
import { PortCell, PortLine } from './Port.tsx';

/** A bridge or network as a switch: what it is, a jack for each port, and beside its name one that is always free. */
export function SwitchView({ placed }: { readonly placed: PlacedSwitch }) {
  const { card, density, hue, ports } = placed;
  const look = useCardClass(card);
  const rest = card.addresses.length - 1;
  return (
    <div
      className={`cv-card cv-switch cv-${density} ${hasCells(density) ? 'has-cells' : ''} cv-hue-${hue} ${card.up ? '' : 'is-off'} ${look}`}
      data-card={card.id}
    >
      <div className="cv-head">
        <JackAndPlug side="left" end="empty" hue={hue} />
        <span className="cv-name cv-mono" title={card.name}>
          <CutName>{card.name}</CutName>
        </span>
        <CardBadge trouble={card.trouble} />
        {card.what !== 'bridge' && (
          <span className="cv-mark">{card.what === 'network' ? 'network' : 'OVS'}</span>
        )}
        {card.marks.map((mark) => (
          <span key={mark} className="cv-mark" title={mark === 'VLAN' ? ownVlans(card.vlans) : undefined}>
            {mark}
          </span>
        ))}
        {!card.up && card.what !== 'network' && <span className="cv-mark">down</span>}
        {card.addresses.length > 0 && (
          <span className="cv-facts cv-mono" title={card.addresses.join('\n')}>
            {card.addresses[0]}
            {rest > 0 && ` +${rest}`}
          </span>
        )}
      </div>
      {hasModeLine(card) && (
        <div className="cv-info">
          {card.networks.map((network) => (
            <span
              key={network.id}
              className="cv-chip"
              data-id={network.id}
              data-select={network.id}
              data-drop={network.id}
              title={network.name}
            >
              <Text>{network.name}</Text>
            </span>
          ))}
          <span className="cv-mode">{card.mode}</span>
        </div>
      )}
      <div className="cv-ports">
        {hasCells(density) && <CellWires ports={ports.length} density={density} />}
        {!hasCells(density)
          ? ports.map((port) => <PortLine key={port.key} port={port} hue={hue} card={card.id} />)
          : ports.map((port) => (
              <PortCell key={port.key} port={port} hue={hue} card={card.id} short={density === 'dense'} />
            ))}
      </div>
      <Exits placed={placed} />
    </div>
  );
}

function ownVlans(vlans: VlanMark | null): string {
  const own = vlans === null ? '' : ` The host itself: ${vlans.words}.`;
  return `VLAN filtering is on: each port passes only its own VLANs.${own}`;
}

/** The jacks at the right edge; a bridge without an uplink shows that it has none. */
function Exits({ placed: { card, hue, exitHues } }: { readonly placed: PlacedSwitch }) {
  const isPlain = card.what !== 'network' && card.mode === null && card.exits.length === 0;
  return (
    <>
      {card.exits.map((exit, index) => (
        <span key={exit.key} className="cv-exit" style={{ top: exitY(index) }}>
          <JackAndPlug side="right" end="plugged" hue={exitHues[index] ?? hue} />
        </span>
      ))}
      {isPlain && (
        <span className="cv-exit" style={{ top: exitY(0) }}>
          <JackAndPlug side="right" end="empty" hue={hue} />
        </span>
      )}
    </>
  );
}
