import { z } from 'zod';
import { isNumberedName } from '#shared/host/linkName.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink, withLink } from '../change.ts';
import { portKeptField, text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind } from '../opKind.ts';
import { isRefusal, type Refusal } from '../refusal.ts';
import { bondOf, withBondMember } from './bondMember.ts';
import { refuseName } from './linkNames.ts';
import { isAsNew, portExpects, portKeptOf, vlansOnJoin, withPort } from './portKept.ts';
import { untilForwarding } from './stpDelay.ts';

type PortMaster = Extract<Op, { op: 'port-master' }>;

/**
 * Makes a link a port of a bridge or a member of a bond, or neither, behind libvirt's back. Where the new master is no bridge the kernel
 * refuses only after it took the link off its old one: a failed move has to be put back. What was set on the port is
 * lost with it, so that the way back sets it again.
 */
export const portMaster: OpKind<PortMaster> = {
  rights: 'net-admin',
  schema: z.strictObject({
    op: z.literal('port-master'),
    link: text,
    master: text.nullable(),
    port: portKeptField.optional(),
  }),

  command({ link, master }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    const unfit = master === null ? null : refuseMaster(snapshot, master);
    if (unfit !== null) return unfit;
    // `dev` keeps a name such as `-x` or `master` from being read as a keyword.
    const where = master === null ? ['nomaster'] : ['master', master];
    return { argv: ['ip', 'link', 'set', 'dev', link, ...where] };
  },

  inverse({ link }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    const port = portKeptOf(present, snapshot);
    const back = { op: 'port-master', link, master: present.master } as const;
    return port === null || isAsNew(port) ? back : { ...back, port };
  },

  expects(op, snapshot) {
    const { link, master, port } = op;
    const plugged = { is: 'port-master', link, master } as const;
    if (port === undefined) return [plugged];
    return [plugged, ...portExpects(link, port, plug(op, snapshot))];
  },

  after(op, snapshot) {
    const plugged = plug(op, snapshot);
    return op.port === undefined ? plugged : withPort(op.link, op.port, plugged);
  },

  words({ link, master }, snapshot) {
    const bond = bondOf(link, master, snapshot);
    if (bond !== null) {
      return {
        title: master === null ? `Remove ${link} from ${bond}` : `Add ${link} to ${bond}`,
        waitingFor: `waiting for the kernel to show ${link} ${master === null ? `outside ${bond}` : `in ${bond}`}`,
      };
    }
    return {
      title: master === null ? `Disconnect ${link} from its bridge` : `Connect ${link} to ${master}`,
      waitingFor: `waiting for the kernel to show ${link} ${master === null ? 'on no bridge' : `on ${master}`}`,
    };
  },

  timing: () => linkTiming,

  links: ({ link, master }) => (master === null ? [link] : [link, master]),
  cuts: ({ link, master }, snapshot) =>
    findLink(snapshot, link)?.master === master ? [] : [{ link, ofGuests: false }],
  silence: ({ master }, snapshot) => {
    const bridge = master === null ? null : findLink(snapshot, master)?.bridge;
    return bridge?.stp === true ? untilForwarding(bridge.forwardDelay) : 0;
  },
  drops: () => [],
};

function plug({ link, master }: PortMaster, snapshot: HostSnapshot): HostSnapshot {
  if (snapshot.links.some((each) => each.name === link && each.master === master)) return snapshot;
  if (bondOf(link, master, snapshot) !== null) return withBondMember(link, master, snapshot);
  const plugged = withLink(snapshot, link, (present) => ({
    ...present,
    master,
    slaveKind: master === null ? '' : isSwitch(snapshot, master) ? 'openvswitch' : 'bridge',
    bridgePort:
      master === null || isSwitch(snapshot, master)
        ? null
        : { state: present.up ? 'forwarding' : 'disabled', settings: {} },
  }));
  const { portVlans } = snapshot;
  if (portVlans === undefined) return plugged;
  const vlans = master === null ? null : vlansOnJoin(master, snapshot);
  const { [link]: _, ...others } = portVlans;
  return { ...plugged, portVlans: vlans === null ? others : { ...others, [link]: vlans } };
}

/** libvirt plugs into bridges of Open vSwitch too. */
function isSwitch({ ovs }: HostSnapshot, master: string): boolean {
  return ovs?.bridges.some(({ name }) => name === master) === true;
}

/** Where no link is called `if2`, `ip` would take the name for a number, and the link number 2 for the bridge. */
function refuseMaster(snapshot: HostSnapshot, master: string): Refusal | null {
  if (!isNumberedName(master)) return refuseName(master);
  const present = requireLink(snapshot, master);
  return isRefusal(present) ? present : null;
}
