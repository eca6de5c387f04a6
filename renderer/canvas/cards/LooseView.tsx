import { CutName } from '../../ui/CutName.tsx';
import { useCardClass, useView } from '../interact/view.ts';
import type { PlacedLoose } from '../scene/scene.ts';
import { CardBadge } from './Badge.tsx';
import { JackAndPlug } from './Plug.tsx';

/** A link that belongs to no VM: a plug with a name. */
export function LooseView({ placed }: { readonly placed: PlacedLoose }) {
  const { card, rowHues } = placed;
  const look = useCardClass(card);
  const editable = useView((view) => view.editable);
  return (
    <div className={`cv-card cv-loose ${look}`} data-card={card.id}>
      <span className="cv-name cv-mono" title={card.name}>
        <CutName>{card.name}</CutName>
      </span>
      <CardBadge trouble={card.trouble} />
      <span className="cv-what">{card.what}</span>
      <span
        className={`cv-pull nodrag nopan ${editable ? 'is-grabbable' : ''}`}
        data-grab={card.id}
        data-cable={card.cables[0]}
      >
        <JackAndPlug side="right" end={card.end} hue={rowHues[0] ?? 0} />
      </span>
    </div>
  );
}
