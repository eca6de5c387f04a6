import { z } from 'zod';
import { type OvsBridge, type OvsFacts, type OvsPort, ovsPlaces } from '#shared/host/ovs.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { text } from '../fields.ts';
import type { Op, SwitchVlans } from '../op.ts';
import type { OpKind } from '../opKind.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

type SwitchPort = Extract<Op, { op: 'switch-port' }>;

/** ovs-vsctl waits for ovs-vswitchd to set up what was changed, and would wait for one that doesn’t run forever. */
const WAIT_S = 30;

/**
 * Makes a link a port of a bridge of Open vSwitch, or of none, in one transaction of its database. A port that is in one
 * already moves as a row, with all that is set on it. ovs-vsctl exits with 0 also where the kernel refuses the port.
 */
export const switchPort: OpKind<SwitchPort> = {
  // The guard knows no Open vSwitch: what could cut the user off is refused.
  rights: 'root',
  schema: z.strictObject({
    op: z.literal('switch-port'),
    link: text,
    bridge: text.nullable(),
    vlans: z
      .strictObject({
        tag: z.number().int().nullable(),
        trunks: z.array(z.number().int()),
        mode: text.nullable(),
      })
      .optional(),
  }),

  command({ link, bridge, vlans }, snapshot) {
    const found = requireLink(snapshot, link);
    if (isRefusal(found)) return found;
    const from = bridgeNow(snapshot, link);
    const unfit = [link, bridge, from].find((name) => name !== null && !isPlainName(name));
    if (typeof unfit === 'string') return refuseName(unfit);
    const start = ['ovs-vsctl', `--timeout=${WAIT_S}`, '--'] as const;
    if (bridge === null) return { argv: [...start, '--if-exists', 'del-port', from ?? '', link] };
    if (from === null) return { argv: [...start, 'add-port', bridge, link, ...columnsOf(vlans)] };
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
    return { argv: [...start, ...row, ...move] };
  },

  inverse({ link, bridge }, snapshot) {
    const place = snapshot.ovs && ovsPlaces(snapshot.ovs).get(link);
    const back = { op: 'switch-port', link, bridge: place?.bridge.name ?? null } as const;
    if (place === undefined || bridge !== null) return back;
    const { tag, trunks, vlanMode } = place.port;
    return { ...back, vlans: { tag, trunks, mode: vlanMode } };
  },

  expects: ({ link, bridge }) => [
    { is: 'switch-port', link, bridge },
    { is: 'port-master', link, master: bridge },
  ],

  after({ link, bridge, vlans }, snapshot) {
    const plugged = withLink(snapshot, link, (present) => ({
      ...present,
      master: bridge,
      slaveKind: bridge === null ? '' : 'openvswitch',
      bridgePort: null,
    }));
    const { ovs } = snapshot;
    return ovs === undefined ? plugged : { ...plugged, ovs: withPort(ovs, link, bridge, vlans) };
  },

  words: ({ link, bridge }) => ({
    title:
      bridge === null
        ? `Take ${link} out of its Open vSwitch bridge`
        : `Connect ${link} to ${bridge} (Open vSwitch)`,
    waitingFor: `waiting for Open vSwitch and the kernel to show ${link} ${bridge === null ? 'on no bridge' : `on ${bridge}`}`,
  }),

  timing: () => ({ timeoutMs: (WAIT_S + 5) * 1000, settleMs: 10_000 }),

  links: ({ link, bridge }) => (bridge === null ? [link] : [link, bridge]),
  cuts: ({ link, bridge }, snapshot) =>
    findLink(snapshot, link)?.master === bridge ? [] : [{ link, ofGuests: false }],
  silence: () => 0,
  drops: () => [],
};

function bridgeNow({ ovs }: HostSnapshot, link: string): string | null {
  return (ovs && ovsPlaces(ovs).get(link)?.bridge.name) ?? null;
}

/** What ovs-vsctl takes for a name, and for nothing else. */
function isPlainName(name: string): boolean {
  return /^[A-Za-z0-9_][\w.-]*$/.test(name);
}

function refuseName(name: string): Refusal {
  return refuse(`The name ${name} can’t be given to ovs-vsctl.`, 'Rename it first.');
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

function withPort(ovs: OvsFacts, link: string, to: string | null, vlans: SwitchVlans | undefined): OvsFacts {
  const was = ovsPlaces(ovs).get(link)?.port;
  const port: OvsPort = was ?? newPort(link, vlans);
  const bridges = ovs.bridges.map((bridge): OvsBridge => {
    const others = bridge.ports.filter(({ name }) => name !== port.name);
    return { ...bridge, ports: bridge.name === to ? [...others, port] : others };
  });
  return { bridges };
}

function newPort(name: string, vlans: SwitchVlans | undefined): OvsPort {
  return {
    name,
    tag: vlans?.tag ?? null,
    trunks: vlans?.trunks ?? [],
    vlanMode: vlans?.mode ?? null,
    fakeBridge: false,
    interfaces: [{ name, type: '', options: {}, externalIds: {}, error: null }],
    bondMode: null,
    bondActive: null,
    externalIds: {},
    otherConfig: {},
  };
}
