import { type LibvirtPlace, libvirtPlace, SYSTEM_URI, sshHostOf } from '#shared/host/libvirtUri.ts';
import { excerpt } from '#shared/parse/result.ts';

const USE = `Use ${SYSTEM_URI}, or qemu+unix:///system?socket=PATH where its socket is elsewhere.`;

const WHY: Readonly<Record<Exclude<LibvirtPlace, 'system'>, string>> = {
  remote:
    'is the libvirt of another machine. Patchbay reaches one over SSH: use --host ssh://[user@]host[:port], or ' +
    'qemu+ssh://[user@]host[:port]/system. A key or a command of its own goes into ~/.ssh/config.',
  session: `is the libvirt of your own session; Patchbay reads the system’s. ${USE}`,
  driver: `is of another driver; Patchbay reads the VMs of QEMU. ${USE}`,
  other: `is not the system libvirt of this machine. ${USE}`,
  'no-uri': `is not a URI of libvirt. ${USE}`,
};

/**
 * The host that a libvirt of another machine is asked on, as virsh would ask it: by `--connect`, else by its variables.
 * Null: neither names one that is reached over SSH.
 */
export function hostOfConnection(connect: string | undefined, environment: NodeJS.ProcessEnv): string | null {
  const { VIRSH_DEFAULT_CONNECT_URI: own, LIBVIRT_DEFAULT_URI: all } = environment;
  return sshHostOf(connect ?? (own || all || ''));
}

/** Why `--connect URI` can’t be followed, and what to do instead, for the user; null: it can. */
export function whyNotConnect(uri: string, host: string): string | null {
  if (host !== 'local') {
    return `--connect chooses the libvirt of this machine, and “${excerpt(host)}” is another host. Omit --connect, or --host.`;
  }
  const place = libvirtPlace(uri);
  return place === 'system' ? null : `--connect: “${excerpt(uri)}” ${WHY[place]}`;
}
