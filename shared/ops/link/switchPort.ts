import { z } from 'zod';
import { type OvsBridge, type OvsFacts, type OvsPort, ovsPlaces, vlansOfPort } from '#shared/host/ovs.ts';
import type { SwitchVlans } from '#shared/host/ovsVlans.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { switchPortKeptField, switchVlansField, text } from '../fields.ts';
import type { Op, SwitchPortKept } from '../op.ts';
import type { OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { refuseForVsctl, vsctlStart, vsctlTiming } from './ovsVsctl.ts';
import { interfaceColumns, portColumns, switchPortKeptOf } from './switchPortKept.ts';

type SwitchPort = Extract<Op, { op: 'switch-port' }>;

/**
 * Makes a link a port of a bridge of Open vSwitch, or of none, in one transaction of its database. A port that is in one
 * already moves as a row, with all that is set on it. ovs-vsctl exits with 0 also where the kernel refuses the port.
 */
export const switchPort: OpKind<SwitchPort> = {
  // The guard knows no Open vSwitch: what could cut the user off is refused.
  rights: 'root',
  isBeyondGuard: true,
  schema: z.strictObject({
    op: z.literal('switch-port'),
    link: text,
    bridge: text.nullable(),
    vlans: switchVlansField.optional(),
    kept: switchPortKeptField.optional(),
  }),

  command({ link, bridge, vlans, kept }, snapshot) {
    const found = requireLink(snapshot, link);
    if (isRefusal(found)) return found;
    const from = bridgeNow(snapshot, link);
    const unfit = refuseForVsctl([link, bridge, from]);
    if (unfit !== null) return unfit;
    if (bridge === null) return { argv: [...vsctlStart, '--if-exists', 'del-port', from ?? '', link] };
    if (from === null) {
      const ofPort = kept === undefined ? [] : portColumns(kept);
      const ofInterface = kept === undefined ? [] : interfaceColumns(kept);
      return {
        argv: [
          ...vsctlStart,
          ...['add-port', bridge, link, ...columnsOf(vlans), ...ofPort],
          ...(ofInterface.length === 0 ? [] : ['--', 'set', 'Interface', link, ...ofInterface]),
        ],
      };
    }
    const row = ['--id=@port', 'get', 'Port', link];
    const move = [
      '--',
      'remove',
      'Bridge',
      from,
      'ports',
      '@port',
      '--',
      'add',
      'Bridge',
      bridge,
      'ports',
      '@port',
    ];
    return { argv: [...vsctlStart, ...row, ...move] };
  },

  inverse({ link, bridge }, snapshot) {
    const place = snapshot.ovs && ovsPlaces(snapshot.ovs).get(link);
    const back = { op: 'switch-port', link, bridge: place?.bridge.name ?? null } as const;
    if (place === undefined || bridge !== null) return back;
    const kept = switchPortKeptOf(place);
    return { ...back, vlans: vlansOfPort(place.port), ...(kept === null ? {} : { kept }) };
  },

  expects: ({ link, bridge, kept }) => [
    { is: 'switch-port', link, bridge },
    { is: 'port-master', link, master: bridge },
    ...(kept === undefined ? [] : [{ is: 'switch-kept', link, kept } as const]),
  ],

  after({ link, bridge, vlans, kept }, snapshot) {
    const plugged = withLink(snapshot, link, (present) => ({
      ...present,
      master: bridge,
      slaveKind: bridge === null ? '' : 'openvswitch',
      bridgePort: null,
    }));
    const { ovs } = snapshot;
    return ovs === undefined
      ? plugged
      : { ...plugged, ovs: withPort(ovs, link, bridge, newPort(link, vlans, kept)) };
  },

  words: ({ link, bridge }) => ({
    title:
      bridge === null
        ? `Take ${link} out of its Open vSwitch bridge`
        : `Connect ${link} to ${bridge} (Open vSwitch)`,
    waitingFor: `waiting for Open vSwitch and the kernel to show ${link} ${bridge === null ? 'on no bridge' : `on ${bridge}`}`,
  }),

  timing: () => vsctlTiming,

  links: ({ link, bridge }) => (bridge === null ? [link] : [link, bridge]),
  cuts: ({ link, bridge }, snapshot) =>
    findLink(snapshot, link)?.master === bridge ? [] : [{ link, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};

function bridgeNow({ ovs }: HostSnapshot, link: string): string | null {
  return (ovs && ovsPlaces(ovs).get(link)?.bridge.name) ?? null;
}

function columnsOf(vlans: SwitchVlans | undefined): string[] {
  if (vlans === undefined) return [];
  const { tag, trunks, mode } = vlans;
  return [
    ...(tag === null ? [] : [`tag=${tag}`]),
    ...(trunks.length === 0 ? [] : [`trunks=${trunks.join(',')}`]),
    ...(mode === null ? [] : [`vlan_mode=${mode}`]),
  ];
}

/** @param made the port where there is none yet */
function withPort(ovs: OvsFacts, link: string, to: string | null, made: OvsPort): OvsFacts {
  const port = ovsPlaces(ovs).get(link)?.port ?? made;
  const bridges = ovs.bridges.map((bridge): OvsBridge => {
    const others = bridge.ports.filter(({ name }) => name !== port.name);
    return { ...bridge, ports: bridge.name === to ? [...others, port] : others };
  });
  return { bridges };
}

function newPort(name: string, vlans: SwitchVlans | undefined, kept: SwitchPortKept | undefined): OvsPort {
  const iface = { name, type: '', options: {}, externalIds: {}, error: null };
  return {
    name,
    tag: vlans?.tag ?? null,
    trunks: vlans?.trunks ?? [],
    vlanMode: vlans?.mode ?? null,
    fakeBridge: false,
    interfaces: [{ ...iface, ...kept?.iface }],
    bondMode: null,
    bondActive: null,
    ...(kept?.port ?? { externalIds: {}, otherConfig: {} }),
  };
}
