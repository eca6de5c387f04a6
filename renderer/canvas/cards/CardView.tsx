import { memo } from 'react';
import type { CardProps } from '../flow.tsx';
import type { PlacedCard, PlacedLoose, PlacedSocket, PlacedSwitch, PlacedVm } from '../scene/scene.ts';
import { LooseView } from './LooseView.tsx';
import { SocketView } from './SocketView.tsx';
import { SwitchView } from './SwitchView.tsx';
import { VmView } from './VmView.tsx';

/** A card of any kind. */
export const CardView = memo(function CardView({ placed }: CardProps) {
  if (isKind(placed, 'vm')) return <VmView placed={placed as PlacedVm} />;
  if (isKind(placed, 'loose')) return <LooseView placed={placed as PlacedLoose} />;
  if (isKind(placed, 'switch')) return <SwitchView placed={placed as PlacedSwitch} />;
  return <SocketView placed={placed as PlacedSocket} />;
});

function isKind(placed: PlacedCard, kind: PlacedCard['card']['kind']): boolean {
  return placed.card.kind === kind;
}
