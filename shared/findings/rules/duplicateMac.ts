import type { FdbEntry } from '#shared/host/address.ts';
import { append } from '#shared/topology/append.ts';
import { linkId } from '#shared/topology/model.ts';
import type { BridgeScene } from '../bridges.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { areApart, untaggedVlan } from '../untagged.ts';

/** A bridge forgets a MAC five minutes after its last frame: what it heard of longer ago may have moved since. */
const RECENT_S = 60;

/** Two things on one bridge have the same MAC, so that the bridge sends what is for one to the other. */
export const duplicateMac: Rule = {
  needs: ['ip-link', 'bridge-fdb'],
  find: (scene) => {
    const learned = learnedRows(scene);
    return scene.bridges.flatMap((one) => [...amongGuests(one), ...withOthers(one, learned, scene)]);
  },
};

function amongGuests({ bridge, guests }: BridgeScene): Found[] {
  const byMac = new Map<string, GuestCable[]>();
  for (const cable of guests) {
    const { mac, linkState } = cable.vnic;
    // A MAC that two cables were told apart by is known; one whose end is unplugged in the guest disturbs nobody.
    if (mac !== null && linkState === 'up') append(byMac, mac, cable);
  }
  return [...byMac].flatMap(([mac, [first, ...others]]): Found[] => {
    if (first === undefined) return [];
    const same = others.filter(({ port }) => !areApart(first.port, port));
    if (same.length === 0) return [];
    const strangers = same.filter(({ guest }) => guest.id !== first.guest.id);
    const names = [first, ...same].map((cable) => cableName(cable));
    return [
      {
        // The NICs of a bond inside a guest have one MAC.
        severity: strangers.length === 0 ? 'info' : 'warning',
        subject: [first.vnic.id, ...same.map(({ vnic }) => vnic.id), bridge.id],
        title: `${names.join(' and ')} have the same MAC on ${bridge.name}`,
        why:
          strangers.length === 0
            ? `${bridge.name} sends what is for ${mac} to the port where it was seen last. That is fine where ${first.guest.name} has the two in a bond, and else only one of them works at a time.`
            : `${bridge.name} sends what is for ${mac} to the port where it was seen last, so that each gets only a part of its own frames. Give all but one another MAC while it is shut off; a copied VM needs new ones.`,
        evidence: [first, ...same].map(
          (cable) =>
            `${cableName(cable)} has MAC ${mac}, and ${cable.link?.name} is a port of ${bridge.name}`,
        ),
        repairs: [],
      },
    ];
  });
}

/** What is behind another port of the bridge sends by the MAC of a guest that runs here. */
function withOthers(
  { bridge, guests }: BridgeScene,
  learned: ReadonlyMap<string, readonly FdbEntry[]>,
  scene: Scene,
): Found[] {
  const macs = new Map<string, number>();
  for (const { vnic } of guests) if (vnic.mac !== null) macs.set(vnic.mac, (macs.get(vnic.mac) ?? 0) + 1);
  return guests.flatMap((cable): Found[] => {
    const { vnic, link, port, guest } = cable;
    if (vnic.mac === null || link === null || guest.state !== 'running' || macs.get(vnic.mac) !== 1)
      return [];
    const rows = learned.get(`${bridge.name} ${vnic.mac}`) ?? [];
    if (rows.every((row) => row.link === link.name)) return [];
    // Between two ports of one guest the guest itself forwards, or has them in a bond.
    const own = new Set(
      guests.filter((other) => other.guest.id === guest.id).map((other) => other.link?.name),
    );
    const elsewhere = rows.find(
      (row) =>
        !own.has(row.link) &&
        (row.vlan === null || port === null || isSameVlan(row.vlan, untaggedVlan(port))),
    );
    if (elsewhere === undefined) return [];
    const other = guests.find((one) => one.link?.name === elsewhere.link);
    const where = other === undefined ? elsewhere.link : `${elsewhere.link} (${cableName(other)})`;
    const behind = linkId(elsewhere.link);
    return [
      {
        severity: 'warning',
        subject: [vnic.id, bridge.id, ...(scene.graph.nodes.has(behind) ? [behind] : [])],
        title: `${cableName(cable)} has a MAC that something else behind ${elsewhere.link} has too`,
        why: `${bridge.name} hears ${vnic.mac} from ${where}, and sends there what is for ${guest.name}. Another VM or host has the same MAC, or what ${guest.name} sends comes back by a loop.`,
        evidence: [
          `bridge fdb: ${vnic.mac} dev ${elsewhere.link} master ${bridge.name}, last seen ${elsewhere.age} s ago`,
          `${cableName(cable)} is behind ${link.name}`,
        ],
        repairs: [],
      },
    ];
  });
}

function isSameVlan(learned: number, own: number | null): boolean {
  return own === null || own === learned;
}

/** What was learned a moment ago, by bridge and MAC. */
function learnedRows({ snapshot }: Scene): ReadonlyMap<string, readonly FdbEntry[]> {
  const rows = new Map<string, FdbEntry[]>();
  for (const row of snapshot.fdb) {
    if (row.master === null || row.permanent || row.age === undefined || row.age > RECENT_S) continue;
    append(rows, `${row.master} ${row.mac}`, row);
  }
  return rows;
}
