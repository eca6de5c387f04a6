import type { PortSettings } from '#shared/host/portSettings.ts';
import type { BridgeScene } from '../bridges.ts';
import type { Argv, CommandRepair } from '../finding.ts';
import { cableName, type GuestCable, guestsOf } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** Settings of a bridge’s ports that keep frames from guests: isolation, no learning, no flooding. */
export const portIsolatedOrNotLearning: Rule = {
  needs: ['ip-link', 'bridge-fdb'],
  find: (scene) => {
    const settled = settledMacs(scene);
    return scene.bridges
      .filter(({ bridge, guests }) => bridge.kind === 'bridge' && guests.length > 0)
      .flatMap((one) => [
        ...isolated(one, scene),
        ...one.guests.flatMap((cable) => deaf(cable, one, scene, settled)),
        ...blindUplinks(one, scene),
      ]);
  },
};

function settingsOf(link: string, { links }: Scene): PortSettings {
  return links.get(link)?.bridgePort?.settings ?? {};
}

/** Isolated ports reach all others, and not each other: guests among themselves, or guests and a way out that is isolated too. */
function isolated(one: BridgeScene, scene: Scene): Found[] {
  const isIsolated = ({ name }: { readonly name: string }) => settingsOf(name, scene).isolated === 'on';
  const guests = one.guests.filter(({ link }) => link !== null && isIsolated(link));
  const uplinks = one.uplinks.filter(isIsolated);
  const hasWayOut = one.uplinks.length === 0 || uplinks.length < one.uplinks.length;
  if (guests.length === 0 || (hasWayOut && guests.length < 2)) return [];
  const { name } = one.bridge;
  const ports = [...uplinks.map((link) => link.name), ...guests.flatMap(({ link }) => link?.name ?? [])];
  const subject: Found['subject'] = [
    one.bridge.id,
    ...uplinks.map(({ id }) => id),
    ...guests.map(({ vnic }) => vnic.id),
  ];
  const evidence = ports.slice(0, 10).map((port) => `ip -d link: ${port} has isolated on`);
  const keep =
    'Remove <port isolated="yes"/> from the VM’s or the network’s XML, or the isolation from whatever else created the port.';
  if (!hasWayOut) {
    return [
      {
        severity: 'error',
        subject,
        title: `${guestsOf(guests)} can’t reach the uplink of ${name}: both are isolated`,
        why: `Isolated ports of a bridge don’t pass frames to each other, and every uplink of ${name} is isolated. It’s meant for the guests’ ports only.`,
        evidence,
        repairs: repair(
          'Take the isolation off the uplink',
          uplinks.map((link) => link.name),
          ['isolated', 'off'],
          'Nothing needs to be saved: a new port isn’t isolated, unless a program sets it.',
        ),
      },
    ];
  }
  return [
    {
      severity: 'info',
      subject,
      title: `${guestsOf(guests)} can’t reach each other on ${name}`,
      why: `Their ports are isolated: each of them reaches only ports that aren’t${one.uplinks.length === 0 ? '' : ', such as the uplink'}. This may be meant so.`,
      evidence,
      repairs: repair(
        'Take the isolation off',
        guests.flatMap(({ link }) => link?.name ?? []),
        ['isolated', 'off'],
        keep,
      ),
    },
  ];
}

/** A guest whose MAC the bridge doesn’t learn, or to which it floods nothing. */
function deaf(cable: GuestCable, one: BridgeScene, scene: Scene, settled: ReadonlySet<string>): Found[] {
  const { link, vnic } = cable;
  if (link === null) return [];
  const { learning, flood, bcast_flood: broadcasts } = settingsOf(link.name, scene);
  // Whoever writes the table by hand, or by a program, needs neither.
  if (settled.has(`${vnic.mac} ${link.name}`)) return [];
  const off = [
    ...(learning === 'off' ? ['learning'] : []),
    ...(flood === 'off' ? ['flood'] : []),
    ...(broadcasts === 'off' ? ['bcast_flood'] : []),
  ];
  if (off.length === 0 || (off.length === 1 && flood === 'off')) return [];
  const isCut = learning === 'off' && flood === 'off';
  const { name } = one.bridge;
  return [
    {
      severity: isCut ? 'error' : broadcasts === 'off' ? 'warning' : 'info',
      subject: [link.id, one.bridge.id, vnic.id],
      title: `${cableName(cable)}: ${isCut ? `${name} sends it nothing` : broadcasts === 'off' ? `${name} sends it no broadcasts` : `${name} doesn’t learn its MAC`}`,
      why: isCut
        ? `${name} neither learns the MAC behind ${link.name} nor floods unknown frames to it, and has no entry for it. No answer reaches the guest.`
        : broadcasts === 'off'
          ? `Nobody’s ARP requests reach the guest, so that others find it only after it has spoken to them.`
          : `${name} sends what is for this guest to all of its ports. It works, but every guest there sees the traffic.`,
      evidence: off.map((setting) => `ip -d link: ${link.name} has ${setting} off`),
      repairs: repair(
        `Turn ${off.join(' and ')} on`,
        [link.name],
        off.flatMap((setting) => [setting, 'on']),
        'Nothing needs to be saved: a new port has all of it on, unless a program sets it.',
      ),
    },
  ];
}

/** A way out by which nothing is learned, and to which nothing unknown is sent. A tunnel’s table is often a routing daemon’s. */
function blindUplinks(one: BridgeScene, scene: Scene): Found[] {
  return one.uplinks.flatMap((link): Found[] => {
    const { learning, flood } = settingsOf(link.name, scene);
    const isFilled = scene.snapshot.fdb.some(
      (row) => row.link === link.name && row.permanent && row.mac !== link.mac,
    );
    if (link.kind === 'vxlan' || learning !== 'off' || flood !== 'off' || isFilled) return [];
    return [
      {
        severity: 'error',
        subject: [link.id, one.bridge.id],
        title: `${one.bridge.name} sends nothing out by ${link.name}`,
        why: `It neither learns MACs behind its uplink ${link.name} nor floods unknown frames to it. ${guestsOf(one.guests)} can only send broadcasts out.`,
        evidence: [`ip -d link: ${link.name} has learning off, flood off`],
        repairs: repair(
          'Turn learning and flood on',
          [link.name],
          ['learning', 'on', 'flood', 'on'],
          'Nothing needs to be saved: a new port has both on, unless a program sets it.',
        ),
      },
    ];
  });
}

function settledMacs({ snapshot }: Scene): ReadonlySet<string> {
  const rows = snapshot.fdb.filter(({ permanent, master }) => permanent && master !== null);
  return new Set(rows.map(({ mac, link }) => `${mac} ${link}`));
}

function repair(
  label: string,
  ports: readonly string[],
  words: readonly string[],
  keep: string,
): CommandRepair[] {
  const [first, ...others] = ports.map((port): Argv => ['bridge', 'link', 'set', 'dev', port, ...words]);
  return first === undefined
    ? []
    : [{ kind: 'commands', label, commands: [first, ...others], lasts: 'now', keep }];
}
