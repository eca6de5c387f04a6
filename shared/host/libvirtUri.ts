import type { Command } from './command.ts';

/** The libvirt that commands are written for; `Host.libvirtUri` is the one that they are run on. */
export const SYSTEM_URI = 'qemu:///system';

// qemu:///system | qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock
const LOCAL_SYSTEM = /^qemu(?:\+unix)?:\/\/\/system(?:\?[\w.:/@%+=,&-]*)?$/;

// driver[+transport]://[username@][hostname][:port]/[path][?extraparameters]
const URI = /^([a-z][a-z0-9-]*)(?:\+([a-z0-9]+))?:\/\/([^/?#\s]*)(\/[^?#\s]*)?(?:\?.*)?$/;

/**
 * Which libvirt a URI names: this host’s system one, the user’s session, another machine’s, another driver’s, another
 * one of QEMU’s, or none, as an alias of libvirt.conf. https://libvirt.org/uri.html
 */
export type LibvirtPlace = 'system' | 'session' | 'remote' | 'driver' | 'other' | 'no-uri';

export function libvirtPlace(uri: string): LibvirtPlace {
  if (LOCAL_SYSTEM.test(uri)) return 'system';
  const [whole, driver, transport = 'unix', server, path] = URI.exec(uri) ?? [];
  if (whole === undefined) return 'no-uri';
  if (server !== '' || transport !== 'unix') return 'remote';
  if (driver !== 'qemu') return 'driver';
  return path === '/session' ? 'session' : 'other';
}

// qemu+ssh://root@nas:2222/system
const OVER_SSH = /^qemu\+ssh:\/\/([^/?#\s]+)\/system$/;

/**
 * The host, as given to `--host`, whose system libvirt a URI reaches over SSH, as virt-manager keeps it. Null: it reaches
 * none, or in a way of its own (`?keyfile=`, `?command=`), which is for `~/.ssh/config`.
 */
export function sshHostOf(uri: string): string | null {
  const server = OVER_SSH.exec(uri)?.[1];
  return server === undefined ? null : `ssh://${server}`;
}

/** The command as it is run where libvirt is reached by another URI; any but virsh's stays as it is. */
export function onLibvirt(command: Command, uri: string | undefined): Command {
  if (uri === undefined) return command;
  const { edited } = command;
  return {
    ...command,
    argv: argvOn(command.argv, uri),
    ...(edited === undefined ? {} : { edited: { ...edited, argv: argvOn(edited.argv, uri) } }),
  };
}

function argvOn(argv: Command['argv'], uri: string): Command['argv'] {
  const [program, ...args] = argv;
  const at = args.indexOf('-c') + 1;
  return program !== 'virsh' || at === 0 || args[at] !== SYSTEM_URI ? argv : [program, ...args.with(at, uri)];
}
