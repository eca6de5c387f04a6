import type { Command } from './command.ts';

/** The libvirt that commands are written for; `Host.libvirtUri` is the one that they are run on. */
export const SYSTEM_URI = 'qemu:///system';

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
