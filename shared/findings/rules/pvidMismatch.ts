import { vlanWords } from '#shared/host/portVlan.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import type { BridgeScene } from '../bridges.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** A port puts what comes in without a tag into one VLAN, and sends another one out without a tag. */
export const pvidMismatch: Rule = {
  needs: ['ip-link', 'bridge-vlan'],
  find: (scene) => {
    const cables = new Map(
      scene.cables.flatMap((cable) => (cable.link ? [[cable.link.id, cable] as const] : [])),
    );
    return [
      ...scene.bridges.flatMap((one) =>
        one.ports.flatMap((port) => foundOf(port, one, cables.get(port.link.id))),
      ),
      ...nativeTagged(scene),
    ];
  },
};

function foundOf(
  { link, edge, isUplink }: BridgeScene['ports'][number],
  { bridge }: BridgeScene,
  cable: GuestCable | undefined,
): Found[] {
  const { vlans = [] } = edge;
  if (cable === undefined && !isUplink) return [];
  const pvid = vlans.find((range) => range.pvid);
  const bare = vlans.filter(({ untagged }) => untagged);
  const isAgreed = pvid === undefined ? bare.length === 0 : pvid.untagged;
  // Ports of a VLAN that others share send several without a tag, each to its own.
  const isShared =
    isAgreed && pvid !== undefined && (bare.length > 1 || bare.some(({ first, last }) => last > first));
  if (isAgreed && !isShared) return [];
  const name = cable === undefined ? link.name : cableName(cable);
  const wanted = agreed(vlans, pvid?.first ?? null);
  return [
    {
      severity: isShared ? 'info' : 'warning',
      subject: [link.id, bridge.id, edge.id, ...(cable === undefined ? [] : [cable.vnic.id])],
      title: `${name}: ${titleOf(pvid, isShared)}`,
      why: isShared
        ? `Frames of ${vlanWords(bare.map(plain))} leave ${link.name} without a tag, and what comes back belongs to VLAN ${pvid?.first} alone. It’s right only where VLANs share one table on purpose.`
        : pvid === undefined
          ? `Frames of ${vlanWords(bare.map(plain))} leave ${link.name} without a tag, but what comes back without a tag is dropped, as the port has no PVID.`
          : `What comes in by ${link.name} without a tag is put into VLAN ${pvid.first}, but VLAN ${pvid.first} goes out with a tag: a guest or switch that sends without one doesn’t understand the answer.`,
      evidence: [`bridge vlan: ${link.name} is in ${vlanWords(vlans)}`],
      repairs:
        wanted === null
          ? []
          : [
              {
                kind: 'edit',
                label: `Make VLAN ${wanted.vlan} untagged both ways`,
                edit: { kind: 'port-vlans', link: link.id, vlans: wanted.vlans },
              },
            ],
    },
  ];
}

function titleOf(pvid: VlanRange | undefined, isShared: boolean): string {
  if (pvid === undefined) return 'VLANs leave its port untagged, and none comes back';
  return isShared
    ? `several VLANs leave its port untagged, VLAN ${pvid.first} comes back`
    : `untagged frames come in as VLAN ${pvid.first}, which leaves tagged`;
}

/** The VLANs with one that is untagged in both directions; null: which one can’t be told. */
function agreed(
  vlans: readonly VlanRange[],
  pvid: number | null,
): { readonly vlan: number; readonly vlans: readonly VlanRange[] } | null {
  const bare = vlans.filter(({ untagged }) => untagged);
  const [only] = bare;
  const vlan = pvid ?? (bare.length === 1 && only?.first === only?.last ? (only?.first ?? null) : null);
  if (vlan === null) return null;
  const isIt = ({ first, last }: VlanRange) => first === vlan && last === vlan;
  return { vlan, vlans: vlans.map((range) => ({ ...range, pvid: isIt(range), untagged: isIt(range) })) };
}

function plain(range: VlanRange): VlanRange {
  return { ...range, pvid: false, untagged: false };
}

/** Open vSwitch sends the native VLAN of such a port with a tag, which is for another switch and not for a guest. */
function nativeTagged({ snapshot, cables }: Scene): Found[] {
  const ports = new Map(
    (snapshot.ovs?.bridges ?? []).flatMap(({ ports: own }) => own.map((port) => [port.name, port] as const)),
  );
  return cables.flatMap((cable): Found[] => {
    const { link, vnic, bridge } = cable;
    const port = link === null ? undefined : ports.get(link.name);
    if (link === null || port?.vlanMode !== 'native-tagged' || port.tag === null || bridge === null)
      return [];
    return [
      {
        severity: 'warning',
        subject: [link.id, bridge.id, vnic.id],
        title: `${cableName(cable)}: untagged frames come in as VLAN ${port.tag}, which leaves tagged`,
        why: `Open vSwitch puts what the guest sends without a tag into VLAN ${port.tag}, and sends VLAN ${port.tag} to it with a tag, which a guest that sends without one doesn’t understand.`,
        evidence: [`ovs-vsctl: ${link.name} has tag ${port.tag}, vlan_mode native-tagged`],
        repairs: [
          {
            kind: 'edit',
            label: `Make VLAN ${port.tag} untagged both ways`,
            edit: {
              kind: 'switch-vlans',
              port: link.id,
              mode: 'native-untagged',
              tag: port.tag,
              trunks: port.trunks,
            },
          },
        ],
      },
    ];
  });
}
