import { Text } from '../../ui/Text.tsx';
import { useCardClass } from '../interact/view.ts';
import { exitY, infoLines } from '../layout/metrics.ts';
import type { PlacedSocket } from '../scene/scene.ts';
import { JackAndPlug } from './Plug.tsx';
import { PortLine } from './Port.tsx';

/** What leads out of the host, as a wall socket: its speed and carrier, and who is plugged in. */
export function SocketView({ placed }: { readonly placed: PlacedSocket }) {
  const { card, ports, rowHues, exitHues } = placed;
  const look = useCardClass(card);
  return (
    <div
      className={`cv-card cv-socket ${card.exits.length > 0 ? 'has-exits' : ''} ${card.free ? 'is-free' : ''} ${look}`}
      data-card={card.id}
    >
      <div className="cv-head">
        <span className={`cv-carrier ${card.carrier ? 'is-up' : ''}`} aria-hidden="true" />
        <span className="cv-name cv-mono" title={card.name}>
          <Text>{card.name}</Text>
        </span>
        <span className="cv-facts">{card.speed}</span>
      </div>
      {infoLines(card) > 0 && (
        <div className="cv-info" title={card.addresses.join('\n')}>
          {card.layer !== null && <span>{card.layer}</span>}
          {card.addresses.length > 0 && <span className="cv-mono">{card.addresses[0]}</span>}
          {card.defaultRoute && (
            <span className="cv-mode" title="The host's default route leaves here">
              default
            </span>
          )}
        </div>
      )}
      <div className="cv-ports">
        {ports.map((port, index) => (
          <PortLine key={port.key} port={port} hue={rowHues[index] ?? 0} card={card.id} />
        ))}
      </div>
      {card.exits.map((exit, index) => (
        <span key={exit.key} className="cv-exit" style={{ top: exitY(index) }}>
          <JackAndPlug side="right" end="plugged" hue={exitHues[index] ?? 0} />
        </span>
      ))}
    </div>
  );
}
