import type { VmProcess } from '#shared/host/process.ts';
import { type Vmm, vmmOfProgram } from '#shared/host/vmm.ts';
import { readQemuCommandLine, speaksQemu } from './qemuCommandLine.ts';
import { readCloudHypervisor } from './vmm/cloudHypervisor.ts';
import { readCrosvm } from './vmm/crosvm.ts';
import { readVirtualBox, readVmware } from './vmm/desktops.ts';
import { readFirecracker } from './vmm/firecracker.ts';
import { readKvmtool } from './vmm/kvmtool.ts';
import type { VmWords } from './vmm/nic.ts';
import { readUml } from './vmm/uml.ts';

/** What is known of a process besides its command line. */
export interface ProcessSigns {
  /** The file of its program without the folder, by `/proc/PID/exe`; null where that can’t be read. */
  readonly program: string | null;
  readonly hasTap: boolean;
  readonly hasKvm: boolean;
}

/** Whatever a command line says of a VM; null: its program does something else, as the arguments show. */
type Told = VmWords & Partial<VmProcess>;
const readers: Readonly<Record<Vmm, (args: readonly string[]) => Told | null>> = {
  qemu: readQemuCommandLine,
  'cloud-hypervisor': readCloudHypervisor,
  firecracker: readFirecracker,
  crosvm: readCrosvm,
  kvmtool: readKvmtool,
  // It takes QEMU’s options.
  stratovirt: readQemuCommandLine,
  uml: readUml,
  virtualbox: readVirtualBox,
  vmware: readVmware,
  other: () => ({ name: null, nics: [] }),
};

/**
 * Reads `/proc/PID/cmdline` of a process that runs a VM; null when it runs none. What runs is decided by its program’s
 * file, which `argv[0]` may hide; where that is no known VMM, by what else tells a VM: QEMU’s own words together with a
 * TAP, or KVM together with a TAP. A program that holds no more than a TAP (OpenVPN) is none.
 *
 * A file that the command line names is never opened.
 */
export function parseVmCommandLine(pid: number, nulSeparated: string, signs: ProcessSigns): VmProcess | null {
  const [first = '', ...args] = nulSeparated.split('\0');
  const program = signs.program ?? first.slice(first.lastIndexOf('/') + 1);
  for (const vmm of [vmmOfProgram(program), vmmBySigns(args, signs)]) {
    const told = vmm === null ? null : readers[vmm](args);
    if (vmm !== null && told !== null) return { uuid: null, libvirt: false, ...told, pid, vmm, program };
  }
  return null;
}

function vmmBySigns(args: readonly string[], { hasTap, hasKvm }: ProcessSigns): Vmm | null {
  if (hasTap && speaksQemu(args)) return 'qemu';
  return hasTap && hasKvm ? 'other' : null;
}
