import type { Op } from '../op.ts';
import { isRefusal } from '../refusal.ts';
import { requireLink, withLink } from './change.ts';
import { linkTiming, type OpKind } from './opKind.ts';

type PortMaster = Extract<Op, { op: 'port-master' }>;

/**
 * Makes a link a port of a bridge, or of none, behind libvirt's back. Where the new master is no bridge the kernel
 * refuses only after it took the link off its old one: a failed move has to be put back.
 */
export const portMaster: OpKind<PortMaster> = {
  rights: 'net-admin',

  command({ link, master }, snapshot) {
    const present = requireLink(snapshot, link);
    if (isRefusal(present)) return present;
    // `dev` keeps a name such as `-x` or `master` from being read as a keyword.
    const where = master === null ? ['nomaster'] : ['master', master];
    return { argv: ['ip', 'link', 'set', 'dev', link, ...where] };
  },

  inverse(op, snapshot) {
    const present = requireLink(snapshot, op.link);
    return isRefusal(present) ? present : { ...op, master: present.master };
  },

  expects: ({ link, master }) => [{ is: 'port-master', link, master }],

  after: ({ link, master }, snapshot) =>
    withLink(snapshot, link, (present) => ({
      ...present,
      master,
      slaveKind: master === null ? '' : 'bridge',
      bridgePort: master === null ? null : { state: present.up ? 'forwarding' : 'disabled', isolated: false },
    })),

  words({ link, master }) {
    return {
      title: master === null ? `Unplug ${link} from its bridge` : `Plug ${link} into ${master}`,
      waitingFor: `waiting for the kernel to show ${link} ${master === null ? 'on no bridge' : `on ${master}`}`,
    };
  },

  timing: () => linkTiming,
};
