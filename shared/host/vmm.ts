/** A program that runs VMs; `other`: one that is not in the table and has both KVM and a TAP open. */
export type Vmm =
  | 'qemu'
  | 'cloud-hypervisor'
  | 'firecracker'
  | 'crosvm'
  | 'kvmtool'
  | 'stratovirt'
  | 'uml'
  | 'virtualbox'
  | 'vmware'
  | 'other';

interface VmmRow {
  /** What people call it; empty: by its program. */
  readonly words: string;
  /** Its program's file without the folder, as distributions and its own releases call it; null: it has no such name. */
  readonly program: RegExp | null;
  /** How such names begin, for a search by the shell's patterns. Empty: they are of others too, and a TAP tells more. */
  readonly begins: readonly string[];
  /** It runs as several processes of one command line, one for each device. */
  readonly forks: boolean;
}

const VMMS: Readonly<Record<Vmm, VmmRow>> = {
  qemu: {
    words: 'QEMU',
    // qemu-system-x86_64 | qemu-system-x86_64-spice | qemu-kvm (Fedora) | kvm (Proxmox VE)
    program: /^(?:qemu-system-.+|qemu-kvm|kvm)$/,
    begins: ['qemu-system-', 'qemu-kvm', 'kvm'],
    forks: false,
  },
  'cloud-hypervisor': {
    words: 'Cloud Hypervisor',
    // cloud-hypervisor-static-aarch64
    program: /^cloud-hypervisor(?:-static)?(?:-aarch64|-v?\d.*)?$/,
    begins: ['cloud-hypervisor'],
    forks: false,
  },
  firecracker: {
    words: 'Firecracker',
    // firecracker-v1.7.0-x86_64, but not firecracker-containerd
    program: /^firecracker(?:-v?\d.*|-x86_64|-aarch64)?$/,
    begins: ['firecracker'],
    forks: false,
  },
  crosvm: { words: 'crosvm', program: /^crosvm$/, begins: ['crosvm'], forks: true },
  kvmtool: {
    words: 'kvmtool',
    program: /^(?:lkvm|lkvm-static|kvmtool)$/,
    begins: ['lkvm', 'kvmtool'],
    forks: false,
  },
  stratovirt: { words: 'StratoVirt', program: /^stratovirt$/, begins: ['stratovirt'], forks: false },
  // Its program is a kernel, `linux` or `vmlinux`.
  uml: { words: 'User-mode Linux', program: /^(?:vm)?linux(?:\.uml)?$/, begins: [], forks: true },
  virtualbox: {
    words: 'VirtualBox',
    program: /^(?:VBoxHeadless|VirtualBoxVM)$/,
    begins: ['VBoxHeadless', 'VirtualBoxVM'],
    forks: false,
  },
  vmware: {
    words: 'VMware',
    program: /^vmware-vmx(?:-debug|-stats)?$/,
    begins: ['vmware-vmx'],
    forks: false,
  },
  other: { words: '', program: null, begins: [], forks: false },
};

const names = Object.keys(VMMS) as Vmm[];

/** Which of them a program is, by its file's name; null: none that is known. */
export function vmmOfProgram(program: string): Vmm | null {
  // NixOS: .qemu-system-x86_64-wrapped
  const own = /^\.(.+)-wrapped$/.exec(program)?.[1] ?? program;
  return names.find((name) => VMMS[name].program?.test(own)) ?? null;
}

/** How the names of their programs begin. */
export const vmmPrograms: readonly string[] = names.flatMap((name) => VMMS[name].begins);

/** What people call it. @param program what it is called where it has no name of its own */
export function vmmWords(vmm: Vmm, program: string): string {
  return VMMS[vmm].words || program;
}

/** Whether one VM of it is several processes of one command line. */
export function isForking(vmm: Vmm): boolean {
  return VMMS[vmm].forks;
}
