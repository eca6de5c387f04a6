import type { VmWords } from './nic.ts';
import { readLongOptions } from './words.ts';

/**
 * `VBoxHeadless --comment web --startvm UUID --vrde config`. Its NICs are told by its own command alone, and most hold no
 * TAP: a bridged one is hooked into its card by the module vboxnetflt.
 *
 * Source of the format: VirtualBox `src/VBox/Main/src-server/MachineImpl.cpp` `launchVMProcess()`.
 */
export function readVirtualBox(args: readonly string[]): VmWords {
  return { name: readLongOptions(args).last('--comment'), nics: [] };
}

/**
 * `vmware-vmx -s vmx.stdio.keep=TRUE -# product=1;… -@ duplex=3;msgs=ui /vms/web/web.vmx`. Its NICs are in that file, which
 * isn’t opened.
 */
export function readVmware(args: readonly string[]): VmWords {
  const file = args.findLast((arg) => arg.endsWith('.vmx')) ?? '';
  return { name: file.slice(file.lastIndexOf('/') + 1, -'.vmx'.length) || null, nics: [] };
}
