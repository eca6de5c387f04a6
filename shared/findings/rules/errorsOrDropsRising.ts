import type { LinkCounters } from '#shared/host/link.ts';
import { isLink, type LinkNode } from '#shared/topology/model.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';

/** Errors since the first of the readings: a healthy link has none, and one may be of a cable that was just plugged in. */
const ERRORS = 5;
/**
 * Frames per second. Cards count as dropped what nothing on the host wants: another VLAN’s, LLDP, the STP of a switch. That
 * is a frame or two a second.
 */
const DROPS_A_SECOND = 10;
/** The part of all frames of that direction that was dropped. */
const DROPPED_PART = 0.01;

/** Counters of errors or dropped frames that rise while Patchbay looks, on cards in use and on the TAPs of running guests. */
export const errorsOrDropsRising: Rule = {
  needs: ['ip-link'],
  unchecked: ({ snapshot }) =>
    snapshot.losses === undefined
      ? 'It needs two readings at least ten seconds apart. Patchbay’s window takes them while it’s open.'
      : null,
  find: (scene) => {
    const { losses } = scene.snapshot;
    if (losses === undefined) return [];
    const owners = new Map(
      scene.cables.flatMap((cable) => (cable.link ? [[cable.link.id, cable] as const] : [])),
    );
    return scene.topology.nodes.flatMap((node) => {
      if (!isLink(node) || !Object.hasOwn(losses.links, node.name)) return [];
      const risen = losses.links[node.name];
      if (risen === undefined) return [];
      const cable = owners.get(node.id);
      if (cable !== undefined) return ofGuest(node, cable, risen, losses.seconds);
      const isUsed = scene.behind.all(node.id).length > 0 || scene.behind.host.has(node.id);
      return node.kind === 'pnic' && isUsed ? ofCard(node, risen, losses.seconds) : [];
    });
  },
};

function ofCard(node: LinkNode, risen: LinkCounters, seconds: number): Found[] {
  const { rxErrors, txErrors } = risen;
  const drops = [
    ...(isMuch(risen.rxDropped, risen.rxPackets, seconds) ? ['rx dropped'] : []),
    ...(isMuch(risen.txDropped, risen.txPackets, seconds) ? ['tx dropped'] : []),
  ];
  const hasErrors = rxErrors + txErrors >= ERRORS;
  if (!hasErrors && drops.length === 0) return [];
  return [
    {
      severity: 'warning',
      subject: [node.id],
      title: `${node.name} ${hasErrors ? 'has errors' : 'drops frames'}`,
      why: hasErrors
        ? 'Damaged frames come from a bad cable, a dirty optic, a failing port or a duplex mismatch. Connections by this link become slow or break.'
        : 'The host doesn’t keep up with this link, or it’s full. Connections by it become slow.',
      evidence: [counterWords(node.name, risen, seconds)],
      repairs: [],
    },
  ];
}

/** What a guest doesn’t fetch is dropped at its TAP. One that sends nothing has no driver yet, or is paused. */
function ofGuest(node: LinkNode, cable: GuestCable, risen: LinkCounters, seconds: number): Found[] {
  const isAlive = cable.guest.state === 'running' && risen.rxPackets > 0;
  if (!isAlive || node.kind !== 'tap' || !isMuch(risen.txDropped, risen.txPackets, seconds)) return [];
  return [
    {
      severity: 'warning',
      subject: [node.id, cable.vnic.id],
      title: `${cableName(cable)}: frames for the guest are dropped`,
      why: `The guest doesn’t fetch its frames from ${node.name} fast enough: it has too little CPU time, or a slow model of card. Connections to it become slow.`,
      evidence: [counterWords(node.name, risen, seconds)],
      repairs: [],
    },
  ];
}

function isMuch(dropped: number, passed: number, seconds: number): boolean {
  return dropped >= DROPS_A_SECOND * seconds && dropped > DROPPED_PART * (passed + dropped);
}

function counterWords(name: string, risen: LinkCounters, seconds: number): string {
  const { rxErrors, txErrors, rxDropped, txDropped } = risen;
  return `ip -s link: in ${seconds} s ${name} counted ${rxErrors} RX errors, ${rxDropped} RX dropped, ${txErrors} TX errors, ${txDropped} TX dropped`;
}
