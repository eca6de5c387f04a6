import { CutName } from '../../ui/CutName.tsx';
import { useCardClass, useView } from '../interact/view.ts';
import { exitY, infoLines } from '../layout/metrics.ts';
import type { PlacedSocket } from '../scene/scene.ts';
import { CardBadge } from './Badge.tsx';
import { CardErrors } from './CardErrors.tsx';
import { JackAndPlug } from './Plug.tsx';
import { PortLine } from './Port.tsx';

/** What leads out of the host, as a wall socket: its speed and carrier, and who is plugged in. */
export function SocketView({ placed }: { readonly placed: PlacedSocket }) {
  const { card, ports, rowHues, exitHues } = placed;
  const look = useCardClass(card);
  const editable = useView((view) => view.editable);
  const isLoose = card.grab !== null && ports.every(({ grab }) => grab !== card.grab);
  return (
    <div
      className={`cv-card cv-socket ${card.exits.length > 0 ? 'has-exits' : ''} ${isLoose ? 'has-pick' : ''} ${card.free ? 'is-free' : ''} ${look}`}
      data-card={card.id}
    >
      <div className="cv-head">
        {isLoose && (
          <span
            className={`cv-pick nodrag nopan ${editable ? 'is-grabbable' : ''}`}
            data-grab={card.grab}
            title={editable ? 'Drag to a bridge to connect it' : undefined}
          >
            <JackAndPlug side="left" end="empty" hue={0} />
          </span>
        )}
        <span className={`cv-carrier ${card.carrier ? 'is-up' : ''}`} aria-hidden="true" />
        <span className="cv-name cv-mono" title={card.name}>
          <CutName>{card.name}</CutName>
        </span>
        <CardBadge trouble={card.trouble} />
        <CardErrors link={card.name} />
        <span className="cv-facts">{card.speed}</span>
      </div>
      {infoLines(card) > 0 && (
        <div className="cv-info" title={card.addresses.join('\n')}>
          {card.layer !== null && <span>{card.layer}</span>}
          {card.addresses.length > 0 && <span className="cv-mono">{card.addresses[0]}</span>}
          {card.defaultRoute && (
            <span className="cv-mode" title="The host’s default route uses this">
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
