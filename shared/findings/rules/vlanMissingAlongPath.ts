import { type OvsPort, ovsPort } from '#shared/host/ovs.ts';
import { switchVlanMode } from '#shared/host/ovsVlans.ts';
import { vlanWords } from '#shared/host/portVlan.ts';
import type { LinkNode, TopologyEdge } from '#shared/topology/model.ts';
import { includesVlan, pvidOf, shownVlans } from '#shared/topology/vlanPorts.ts';
import type { BridgeScene } from '../bridges.ts';
import type { FindingRepair, Severity } from '../finding.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';
import { namedTags, pvidIn, type VlanPlaces, vlanPlacesOf, withTagged } from '../vlanPlaces.ts';

/** A VLAN of a guest’s, or of the host’s, ends at a bridge that keeps VLANs apart: no way out of it carries that VLAN. */
export const vlanMissingAlongPath: Rule = {
  needs: ['ip-link', 'ip-addr', 'bridge-vlan'],
  find: (scene) =>
    scene.bridges.flatMap((one) => {
      const places = vlanPlacesOf(one, scene);
      if (places === null) return [];
      return [
        ...one.guests.flatMap((cable) => guestsVlans(cable, places, scene)),
        ...hostsVlans(places, scene),
      ];
    }),
};

function guestsVlans(cable: GuestCable, places: VlanPlaces, scene: Scene): Found[] {
  const { port, link, vnic } = cable;
  if (
    port === null ||
    link === null ||
    (port.vlans === undefined && port.tag === undefined && !port.trunks?.length)
  )
    return [];
  const name = cableName(cable);
  const { bridge } = places.one;
  const subject: Found['subject'] = [link.id, bridge.id, port.id, vnic.id];
  if (port.vlans?.length === 0) {
    return [
      {
        severity: 'error',
        subject,
        title: `${name}: its port is in no VLAN`,
        why: `${bridge.name} filters VLANs and passes nothing from or to ${link.name}.`,
        evidence: [`bridge vlan: ${link.name} has no VLAN`],
        repairs: placedLikeUplink(link, places.one),
      },
    ];
  }
  const pvid = pvidOf(port);
  const untagged = pvid === null ? null : severityOf(pvid, places);
  const tagged = namedTags(port).filter(
    (vlan) => vlan !== pvid && !places.leadsOut(vlan) && !places.isHosts(vlan),
  );
  return [
    ...(pvid === null || untagged === null
      ? []
      : [
          {
            severity: untagged,
            subject,
            title: `${name}: no uplink of ${bridge.name} carries its VLAN ${pvid}`,
            why: `What the guest sends is put into VLAN ${pvid}, which ends at ${bridge.name}: it reaches ${untagged === 'info' ? 'only the other guests in that VLAN. This may be meant so' : 'nothing outside'}.`,
            evidence: [shown(link, port), ...uplinkWords(places.one)],
            repairs: onUplink(pvid, places.one, scene),
          },
        ]),
    ...(tagged.length === 0
      ? []
      : [
          {
            severity: 'info' as const,
            subject,
            title: `${name}: no uplink of ${bridge.name} carries its tagged ${vlanWords(tagged.map(bare))}`,
            why: `What the guest sends with ${tagged.length === 1 ? 'that tag' : 'those tags'} reaches only other ports of ${bridge.name}. This may be meant so.`,
            evidence: [shown(link, port), ...uplinkWords(places.one)],
            repairs: tagged.length === 1 ? onUplink(tagged[0] ?? 0, places.one, scene) : [],
          },
        ]),
  ];
}

/** Null: the VLAN leads somewhere. Several guests in one of their own may be meant so, but not in the one that every new port gets. */
function severityOf(vlan: number, places: VlanPlaces): Severity | null {
  if (places.leadsOut(vlan) || places.isHosts(vlan)) return null;
  if (places.guestsIn(vlan) < 2) return 'error';
  return vlan === places.defaultVlan ? 'warning' : 'info';
}

/** The host’s own addresses on the bridge and on VLAN links above it. */
function hostsVlans(places: VlanPlaces, scene: Scene): Found[] {
  const { behind } = scene;
  const { bridge } = places.one;
  const { vlans } = bridge;
  if (vlans === undefined) return [];
  const pvid = pvidIn(vlans);
  const severity = behind.host.has(bridge.id) ? ('error' as const) : ('warning' as const);
  const own =
    bridge.addresses.length === 0 || (pvid !== null && (places.leadsOut(pvid) || places.guestsIn(pvid) > 0))
      ? []
      : [
          {
            severity,
            subject: [bridge.id] as const,
            title: `${bridge.name}: the host’s address is in ${pvid === null ? 'no VLAN' : `VLAN ${pvid}, which no port carries`}`,
            why: `The host sends and receives on ${bridge.name} ${pvid === null ? 'without a tag, and its own side of the bridge has no PVID' : `in VLAN ${pvid}`}, so its address ${bridge.addresses[0]} reaches nobody.`,
            evidence: [shown(bridge, { vlans }), ...uplinkWords(places.one)],
            repairs: pvid === null ? placedLikeUplink(bridge, places.one) : onUplink(pvid, places.one, scene),
          },
        ];
  const above = places.uppers.flatMap(({ node, vlan }): Found[] => {
    const isUsed = node.addresses.length > 0 || node.master !== null || behind.all(node.id).length > 0;
    if (!isUsed || includesVlan(vlans, vlan)) return [];
    return [
      {
        severity: behind.host.has(node.id) ? 'error' : 'warning',
        subject: [node.id, bridge.id],
        title: `${node.name}: ${bridge.name} gives the host no VLAN ${vlan}`,
        why: `${node.name} is VLAN ${vlan} on ${bridge.name}, whose own side isn’t in that VLAN. Nothing passes ${node.name}.`,
        evidence: [shown(bridge, { vlans })],
        repairs: [
          {
            kind: 'edit',
            label: `Put the host’s side of ${bridge.name} into VLAN ${vlan}`,
            edit: { kind: 'port-vlans', link: bridge.id, vlans: withTagged(vlans, vlan) },
          },
        ],
      },
    ];
  });
  return [...own, ...above];
}

/** The port gets the VLAN of what the only uplink takes without a tag. */
function placedLikeUplink({ id, name }: LinkNode, { ports }: BridgeScene): FindingRepair[] {
  const [uplink, ...others] = ports.filter(({ isUplink }) => isUplink);
  const pvid = pvidIn(uplink?.edge.vlans);
  if (pvid === null || others.length > 0) return [];
  const vlans = [{ first: pvid, last: pvid, pvid: true, untagged: true }];
  return [
    {
      kind: 'edit',
      label: `Put ${name} into VLAN ${pvid}, like the uplink`,
      edit: { kind: 'port-vlans', link: id, vlans },
    },
  ];
}

/** The only uplink carries the VLAN too. Which of several should is the user’s to say. */
function onUplink(vlan: number, { ports, bridge }: BridgeScene, { snapshot }: Scene): FindingRepair[] {
  const [uplink, ...others] = ports.filter(({ isUplink }) => isUplink);
  if (uplink === undefined || others.length > 0) return [];
  const { name, id } = uplink.link;
  const label = `Let ${name} carry VLAN ${vlan}`;
  if (bridge.kind === 'ovs-bridge') {
    const port = snapshot.ovs === undefined ? null : ovsPort(snapshot.ovs, name);
    const edit = port === null ? null : onSwitchPort(id, port, vlan);
    return edit === null ? [] : [{ kind: 'edit', label, edit }];
  }
  const vlans = withTagged(uplink.edge.vlans ?? [], vlan);
  return [{ kind: 'edit', label, edit: { kind: 'port-vlans', link: id, vlans } }];
}

/**
 * An access port keeps its VLAN as the native one, and none of the `trunks` that it ignored; null: the mode is not one to be
 * changed without asking.
 */
function onSwitchPort(id: LinkNode['id'], { tag, trunks, vlanMode }: OvsPort, vlan: number) {
  const mode = switchVlanMode({ tag, mode: vlanMode });
  if (mode === 'dot1q-tunnel') return null;
  const isAccess = mode === 'access';
  const carried = [...new Set([...(isAccess ? [] : trunks), vlan])].sort((a, b) => a - b);
  const edit = { kind: 'switch-vlans', port: id, trunks: carried } as const;
  // A trunk that was given a tag ignores it.
  if (mode === 'trunk') return { ...edit, mode, tag: null };
  return { ...edit, mode: isAccess ? ('native-untagged' as const) : mode, tag };
}

function uplinkWords({ ports }: BridgeScene): string[] {
  return ports.filter(({ isUplink }) => isUplink).map(({ link, edge }) => shown(link, edge));
}

function shown({ name }: LinkNode, edge: Pick<TopologyEdge, 'vlans' | 'tag' | 'trunks'>): string {
  const vlans = shownVlans(edge as TopologyEdge);
  const words = vlans === undefined ? 'all VLANs' : vlanWords(vlans);
  return `${edge.vlans === undefined ? 'ovs-vsctl' : 'bridge vlan'}: ${name} is in ${words}`;
}

function bare(vlan: number) {
  return { first: vlan, last: vlan, pvid: false, untagged: false };
}
