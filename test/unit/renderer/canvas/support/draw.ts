import type { Card } from '#renderer/canvas/derive/model.ts';
import { derivePanel } from '#renderer/canvas/derive/panel.ts';
import { troublesOf } from '#renderer/canvas/derive/troubles.ts';
import type { Finding } from '#shared/findings/finding.ts';
import type { Rack } from './rack.ts';

/** The panel of a rack with what was found on it, and its cards by their ids. */
export function draw(rack: Rack, findings: readonly Finding[] = []) {
  const topology = rack.topology();
  const panel = derivePanel(topology, false, troublesOf(topology, findings));
  const card = <C extends Card>(id: string) => panel.cards.find((one) => one.id === id) as C;
  return { ...panel, card };
}
