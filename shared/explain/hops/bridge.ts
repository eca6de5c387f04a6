import { broken, type HopDraft, type Look, ok } from '../hop.ts';
import type { BridgeOnTrack, Track } from '../track.ts';
import { enable } from './end.ts';
import { blockedWords } from './port.ts';

/** The bridges on the way, and the ports by which each leads into the next one. */
export const lookAtBridges: Look = ({ bridges }: Track) =>
  bridges.flatMap((one, index): HopDraft[] => {
    const next = bridges[index + 1];
    return [...(index === 0 ? [] : crossing(one)), bridgeHop(one, next)];
  });

function crossing({ bridge, port, edge }: BridgeOnTrack): HopDraft[] {
  if (!port.up)
    return [
      broken(
        { edge: edge.id },
        `${port.name}, by which it goes on to ${bridge.name}, is disabled.`,
        'Enable it.',
        [enable(port)],
      ),
    ];
  const blocked = bridge.up ? blockedWords(port, bridge) : null;
  return blocked === null
    ? []
    : [broken({ edge: edge.id }, `${port.name} leads to ${bridge.name}, and ${blocked.say}`, blocked.advice)];
}

/** A bridge of Open vSwitch switches whether or not the host’s own link of that name is enabled. */
function bridgeHop({ bridge }: BridgeOnTrack, next: BridgeOnTrack | undefined): HopDraft {
  const place = { node: bridge.id };
  if (bridge.kind === 'bridge' && !bridge.up)
    return broken(place, `${bridge.name} is disabled: it passes nothing between its ports.`, 'Enable it.', [
      enable(bridge),
    ]);
  const on = next === undefined ? '' : `, and leads on to ${next.bridge.name}`;
  return ok(
    place,
    bridge.kind === 'bridge'
      ? `${bridge.name} is enabled${on}.`
      : `${bridge.name} is a bridge of Open vSwitch${on}.`,
  );
}
