import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import type { Homelab } from './model.ts';

/** The machine of systemd-nspawn behind the homelab’s one veth. */
const grafana = { pid: 2301, inode: 4026532901, veth: 'vb-grafana', mac: 'c6:0d:4b:52:7e:19' } as const;

function vethOf({ links }: Homelab) {
  return links.find(({ name, device }) => name === grafana.veth && device.kind === 'veth');
}

/** What /proc tells of the container’s first process, by path. */
export function containerFiles(lab: Homelab): readonly (readonly [path: string, text: string])[] {
  const self = ['/proc/self/net/dev_mcast', '2    enp3s0          1     0     333300000001\n'] as const;
  if (vethOf(lab) === undefined) return [self];
  const { pid } = grafana;
  return [
    self,
    [`/proc/${pid}/comm`, 'systemd\n'],
    [`/proc/${pid}/cgroup`, '0::/machine.slice/machine-grafana.scope/payload/init.scope\n'],
    [`/proc/${pid}/net/dev_mcast`, '2    host0           1     0     333300000001\n'],
  ];
}

/** The network namespace of the container’s first process. */
export function containerNamespaces(lab: Homelab): readonly (readonly [path: string, target: string])[] {
  return vethOf(lab) === undefined ? [] : [[`/proc/${grafana.pid}/ns/net`, `net:[${grafana.inode}]`]];
}

/** `lsns -J -t net -o NS,PID,PPID,NETNSID,NSFS`. */
export function lsns({ lab }: Call): CommandAnswer {
  const own = { ns: 4026531840, pid: 1, ppid: 0, netnsid: 'unassigned', nsfs: null };
  const other = { ns: grafana.inode, pid: grafana.pid, ppid: grafana.pid - 1, netnsid: '0', nsfs: null };
  const namespaces = vethOf(lab) === undefined ? [own] : [own, other];
  return prints(`${JSON.stringify({ namespaces }, null, 3)}\n`);
}

/** `nsenter --net=/proc/PID/ns/net ip -j -d addr show`: the container’s own end of its veth. */
export function nsenter({ lab, args }: Call): CommandAnswer {
  const veth = vethOf(lab);
  if (veth === undefined || args[0] !== `--net=/proc/${grafana.pid}/ns/net`)
    return fails(1, `nsenter: cannot open ${args[0]?.slice('--net='.length)}: No such file or directory`);
  const host0 = {
    ifindex: 2,
    link_index: veth.ifindex,
    ifname: 'host0',
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    operstate: 'UP',
    link_type: 'ether',
    address: grafana.mac,
    link_netnsid: 0,
    linkinfo: { info_kind: 'veth' },
    addr_info: [{ family: 'inet', local: '192.168.1.60', prefixlen: 24, scope: 'global' }],
  };
  return prints(`${JSON.stringify([host0])}\n`);
}
