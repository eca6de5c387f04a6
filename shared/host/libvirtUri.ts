import type { Command } from './command.ts';

/** The libvirt that commands are written for; `Host.libvirtUri` is the one that they are run on. */
export const SYSTEM_URI = 'qemu:///system';

/** The command as it is run where libvirt is reached by another URI; any but virsh's stays as it is. */
export function onLibvirt(command: Command, uri: string | undefined): Command {
  const [program, ...args] = command.argv;
  if (uri === undefined || program !== 'virsh') return command;
  const at = args.indexOf('-c') + 1;
  if (at === 0 || args[at] !== SYSTEM_URI) return command;
  return { ...command, argv: [program, ...args.with(at, uri)] };
}
