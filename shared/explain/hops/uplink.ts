import type { LinkNode } from '#shared/topology/model.ts';
import { isLink } from '#shared/topology/model.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import { carries, type Track, type WayOut } from '../track.ts';
import { enable } from './end.ts';
import { blockedWords } from './port.ts';
import { disabledFunction } from './virtualFunction.ts';

/** By what the packets leave the host, and what that is made of. */
export const lookAtUplink: Look = (track) => {
  const { way, bridges, network } = track;
  const last = bridges.at(-1)?.bridge;
  if (way.kind === 'none') return last === undefined || network !== null ? [] : [noUplink(last)];
  const outs = way.kind === 'ports' ? way.ports : way.out;
  const [first, ...others] = outs;
  if (first === undefined) {
    const place = { node: (way.kind === 'routed' ? way.from?.id : undefined) ?? track.vnic.id };
    return [
      broken(
        place,
        'This host has no default route, so it can’t pass anything on.',
        'Connect this host to its network first.',
      ),
    ];
  }
  // Where there are several, it is enough that one of them leads out.
  const tried = [first, ...others].map((out) => outHop(track, out));
  return [tried.find(({ verdict }) => verdict === 'ok') ?? tried[0] ?? noUplink(first.link)];
};

function noUplink(bridge: LinkNode): HopDraft {
  const place = { node: bridge.id };
  const say = `No port of ${bridge.name} leads out of this host: the guest reaches what else is on ${bridge.name}, and nothing beyond.`;
  return unknown(
    place,
    say,
    `If it should reach further, connect a card to ${bridge.name}, or move the guest to a bridge with an uplink.`,
  );
}

function outHop(track: Track, { link, edge }: WayOut): HopDraft {
  const place = edge === null ? { node: link.id } : { edge: edge.id };
  const last = track.bridges.at(-1);
  const blocked =
    track.way.kind === 'ports' && last?.bridge.up === true ? blockedWords(link, last.bridge) : null;
  const fault = faultOf(track, link, new Set());
  if (fault !== null) return fault;
  if (blocked !== null && last !== undefined)
    return broken(place, `${link.name} leads out of ${last.bridge.name}, and ${blocked.say}`, blocked.advice);
  const vlan = track.way.kind === 'ports' ? (last?.vlan ?? null) : null;
  if (edge !== null && carries(edge, vlan) === false)
    return unknown(
      place,
      `The guest is in VLAN ${vlan}, and ${link.name} isn’t: its frames don’t leave ${last?.bridge.name ?? 'the bridge'} there.`,
      `If they should, add VLAN ${vlan} to ${link.name}.`,
    );
  const inVlan = vlan === null || edge?.vlans === undefined ? '' : `, in VLAN ${vlan}`;
  return ok(place, `${link.name} leads out${inVlan}: enabled, with a carrier${heardWords(track, link)}.`);
}

/** What is wrong with a link or with what it is made of; null: nothing. */
function faultOf(track: Track, link: LinkNode, gone: Set<string>): HopDraft | null {
  if (gone.has(link.id)) return null;
  gone.add(link.id);
  const disabled = disabledFunction(link);
  if (disabled !== null || link.isTaken === true) return disabled;
  const place = { node: link.id };
  if (!link.up)
    return broken(place, `${link.name}, by which it leaves the host, is disabled.`, 'Enable it.', [
      enable(link),
    ]);
  const { graph } = track.scene;
  const below = graph.out(link.id).flatMap(({ kind, to }) => {
    const node = graph.nodes.get(to);
    return (kind === 'lower' || kind === 'member') && isLink(node) ? [{ kind, node }] : [];
  });
  const faults = below.map(({ node }) => faultOf(track, node, gone));
  const [worst] = faults;
  // A bond works as long as one member does.
  if (worst !== undefined && worst !== null && faults.every((fault) => fault !== null)) return worst;
  if (!link.carrier)
    return broken(
      place,
      `${link.name} has no carrier: nothing is at the other end of its cable, or that is off.`,
      'Check the cable, and the port of the switch.',
    );
  return null;
}

/** Whether anything was heard from outside: it is there, and its frames arrive. */
function heardWords({ scene, bridges }: Track, link: LinkNode): string {
  const bridge = bridges.at(-1)?.bridge;
  if (bridge === undefined || link.master !== bridge.name) return '';
  const heard = scene.snapshot.fdb.filter(
    (row) => row.link === link.name && row.master === bridge.name && !row.permanent,
  );
  const count = new Set(heard.map(({ mac }) => mac)).size;
  return count === 0 ? '' : `, and ${count === 1 ? '1 device was' : `${count} devices were`} heard behind it`;
}
