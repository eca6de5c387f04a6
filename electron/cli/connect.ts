import { type LibvirtPlace, libvirtPlace, SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import { excerpt } from '#shared/parse/result.ts';

const USE = `Use ${SYSTEM_URI}, or qemu+unix:///system?socket=PATH where its socket is elsewhere.`;

const WHY: Readonly<Record<Exclude<LibvirtPlace, 'system'>, string>> = {
  remote:
    'is the libvirt of another machine, and Patchbay can’t read hosts over SSH yet. Run patchbay on that machine, or run ' +
    '“patchbay serve --port 8080” there and reach it with “ssh -L 8080:127.0.0.1:8080 HOST”.',
  session: `is the libvirt of your own session; Patchbay reads the system’s. ${USE}`,
  driver: `is of another driver; Patchbay reads the VMs of QEMU. ${USE}`,
  other: `is not the system libvirt of this machine. ${USE}`,
  'no-uri': `is not a URI of libvirt. ${USE}`,
};

/** Why `--connect URI` can’t be followed, and what to do instead, for the user; null: it can. */
export function whyNotConnect(uri: string, host: string): string | null {
  if (host !== 'local') {
    return `--connect chooses the libvirt of this machine, and “${excerpt(host)}” is another host. Omit --connect, or --host.`;
  }
  const place = libvirtPlace(uri);
  return place === 'system' ? null : `--connect: “${excerpt(uri)}” ${WHY[place]}`;
}
