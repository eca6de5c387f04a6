import type { ContainerKey } from '#shared/host/container.ts';

type Read = (name: string) => ContainerKey | null;

const byId =
  (runtime: ContainerKey['runtime']): Read =>
  (id) => ({ runtime, id });

/** The parts of a control group’s path that name a container, and how. */
const rows: readonly (readonly [pattern: RegExp, read: Read])[] = [
  // /system.slice/docker-<id>.scope   /docker/<id>   moby: cgroupns and cgroup driver decide
  [/\/docker[-/]([0-9a-f]{64})(?:\.scope)?(?=\/|$)/, byId('docker')],
  // /machine.slice/libpod-<id>.scope/container   /libpod_parent/libpod-<id>   user@1000.service/user.slice/libpod-<id>.scope
  [/\/libpod-([0-9a-f]{64})(?:\.scope)?(?=\/|$)/, byId('podman')],
  // /kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod<uid>.slice/cri-containerd-<id>.scope
  [
    /\/kubepods[^/]*\/(?:[^/]+\/)*(?:cri-containerd-|crio-)?([0-9a-f]{64})(?:\.scope)?(?=\/|$)/,
    byId('kubernetes'),
  ],
  // /system.slice/nerdctl-<id>.scope   /default/<id>, of ctr
  [/\/(?:nerdctl-|default\/)([0-9a-f]{64})(?:\.scope)?(?=\/|$)/, byId('containerd')],
  // /lxc.payload.web   /lxc/101/ns, of Proxmox VE   Incus and LXD too, which their monitors tell
  [/\/lxc(?:\.payload\.|\/)([^/]+)(?=\/|$)/, byId('lxc')],
  // /machine.slice/machine-lxc\x2d4711\x2dweb.scope, of libvirt
  [/\/machine-lxc\\x2d\d+\\x2d([^/]+)\.scope(?=\/|$)/, named('libvirt-lxc')],
  // /machine/lxc-4711-web.libvirt-lxc, without machined
  [/\/lxc-\d+-([^/]+)\.libvirt-lxc(?=\/|$)/, byId('libvirt-lxc')],
  // /machine.slice/systemd-nspawn@web.service   /machine.slice/machine-web.scope
  [/\/systemd-nspawn@([^/]+)\.service(?=\/|$)/, named('nspawn')],
  [/\/machine-(?!qemu\\x2d|lxc\\x2d)([^/]+)\.scope(?=\/|$)/, named('nspawn')],
];

/**
 * The container that a process belongs to by its control groups, the lines of `/proc/PID/cgroup`; null: none that is
 * known.
 *
 * Source of the names: moby, libpod, kubelet, nerdctl, lxc (`lxc.cgroup.pattern`), systemd-machined(8), libvirt.
 */
export function containerOfCgroup(lines: readonly string[]): ContainerKey | null {
  for (const line of lines) {
    // 0::/system.slice/docker-<id>.scope   12:memory:/docker/<id>
    const path = /^\d+:[^:]*:(\/.*)$/.exec(line)?.[1];
    if (path === undefined || path.length > LONGEST) continue;
    for (const [pattern, read] of rows) {
      const name = pattern.exec(path)?.[1];
      const found = name === undefined ? null : read(name);
      if (found !== null) return found;
    }
  }
  return null;
}

/** The kernel’s paths have 4096 bytes. */
const LONGEST = 4096;

function named(runtime: ContainerKey['runtime']): Read {
  return (name) => {
    const id = unescaped(name);
    return id === '' ? null : { runtime, id };
  };
}

/** As systemd writes what its units’ names can’t hold: `\x2d` for `-` (systemd-escape(1)). */
function unescaped(name: string): string {
  return name.replace(/\\x([0-9a-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
