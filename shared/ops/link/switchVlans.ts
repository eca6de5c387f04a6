import { z } from 'zod';
import { type OvsBridge, type OvsPort, ovsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { isSameVlans, type SwitchVlans, switchVlanMode, switchVlanWords } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { switchVlansField, text } from '../fields.ts';
import type { Op } from '../op.ts';
import type { OpKind } from '../opKind.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { refuseForVsctl, vsctlStart, vsctlTiming } from './ovsVsctl.ts';

type SwitchVlansOp = Extract<Op, { op: 'switch-vlans' }>;

/** Sets the VLANs of a port of Open vSwitch, all three columns of it, in one transaction of its database. */
export const switchVlans: OpKind<SwitchVlansOp> = {
  // The guard knows no Open vSwitch.
  rights: 'root',
  isBeyondGuard: true,
  schema: z.strictObject({ op: z.literal('switch-vlans'), port: text, vlans: switchVlansField }),

  command({ port, vlans: { tag, trunks, mode } }, snapshot) {
    const was = vlansNow(snapshot, port);
    if (isRefusal(was)) return was;
    const unfit = refuseForVsctl([port]);
    if (unfit !== null) return unfit;
    const columns = [
      `tag=${tag ?? NONE}`,
      `trunks=${trunks.length === 0 ? NONE : trunks.join(',')}`,
      `vlan_mode=${mode ?? NONE}`,
    ];
    return { argv: [...vsctlStart, 'set', 'Port', port, ...columns] };
  },

  inverse({ port }, snapshot) {
    const vlans = vlansNow(snapshot, port);
    return isRefusal(vlans) ? vlans : { op: 'switch-vlans', port, vlans };
  },

  expects: ({ port, vlans }) => [{ is: 'switch-vlans', port, vlans }],

  after: ({ port, vlans }, snapshot) => withPortVlans(snapshot, port, vlans),

  words: ({ port, vlans }) => ({
    title: `Set ${port} in Open vSwitch to ${switchVlanWords(vlans)}`,
    waitingFor: `waiting for Open vSwitch’s database to show ${port} with ${switchVlanWords(vlans)}`,
  }),

  timing: () => vsctlTiming,

  links: ({ port }) => [port],
  cuts({ port, vlans }, snapshot) {
    const was = vlansNow(snapshot, port);
    return !isRefusal(was) && passesAllOf(was, vlans) ? [] : [{ link: port, ofGuests: false }];
  },
  silence: () => 0,
  drops: () => [],
};

/** The host with a port in these VLANs. */
export function withPortVlans(
  snapshot: HostSnapshot,
  name: string,
  { tag, trunks, mode }: SwitchVlans,
): HostSnapshot {
  const { ovs } = snapshot;
  if (ovs === undefined) return snapshot;
  const set = (port: OvsPort) => (port.name === name ? { ...port, tag, trunks, vlanMode: mode } : port);
  const bridges = ovs.bridges.map((bridge): OvsBridge => {
    const { local, ports } = bridge;
    return { ...bridge, ports: ports.map(set), ...(local === undefined ? {} : { local: set(local) }) };
  });
  return { ...snapshot, ovs: { ...ovs, bridges } };
}

/** The empty set, which a column without a value has. */
const NONE = '[]';

function vlansNow({ ovs }: HostSnapshot, name: string): SwitchVlans | Refusal {
  const port = ovs && ovsPort(ovs, name);
  return port === null || port === undefined
    ? refuse(`Open vSwitch has no port ${name}.`, 'Look again at what is there now.')
    : vlansOfPort(port);
}

/** Whether what passed before passes in the same way: more VLANs of a trunk are no business of those that are there. */
function passesAllOf(was: SwitchVlans, now: SwitchVlans): boolean {
  if (isSameVlans(was, now)) return true;
  if (switchVlanMode(was) !== switchVlanMode(now) || was.tag !== now.tag || was.trunks.length === 0)
    return false;
  const trunks = new Set(now.trunks);
  return now.trunks.length === 0 || was.trunks.every((each) => trunks.has(each));
}
