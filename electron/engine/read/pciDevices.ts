import type { Domain } from '#shared/host/domain.ts';
import { handedDevice, type VmProcess } from '#shared/host/process.ts';
import type { PveFacts } from '#shared/host/pve.ts';
import { readPciAddress } from '#shared/parse/pciAddress.ts';
import { parsePciClasses } from '#shared/parse/pciClasses.ts';
import { parsePciParents } from '#shared/parse/pciParents.ts';
import type { ReadHost } from './patientHost.ts';

const TIMEOUT_MS = 5000;

export interface PciFacts {
  /** Class codes by PCI address. */
  readonly classes: Readonly<Record<string, number>>;
  /** The physical functions of virtual ones, by PCI address. */
  readonly parents: Readonly<Record<string, string>>;
}

/** A device in the hands of a VM, or in its definition. */
interface HandedOut {
  /** Its VM: a UUID, or a process. */
  readonly vm: string | number;
  readonly active: boolean;
  readonly address: string;
}

/**
 * What the PCI devices are that VMs are given as they are: their class alone tells a NIC from a graphics card once the
 * VM has it. They are read again only when a VM is given another device, starts or stops: a device keeps its class.
 */
export class PciDevices {
  readonly #host: ReadHost;
  #readFor = '[]';
  #facts: PciFacts = { classes: {}, parents: {} };

  constructor(host: ReadHost) {
    this.#host = host;
  }

  /** What could never be read is left out. */
  async read(devices: readonly HandedOut[], signal: AbortSignal | undefined): Promise<PciFacts> {
    const wanted = JSON.stringify(devices);
    if (wanted === this.#readFor || devices.length === 0) return this.#facts;
    const addresses = [...new Set(devices.map(({ address }) => address))].sort();
    const files = addresses.flatMap((address) =>
      ['class', 'physfn/uevent'].map((file) => `/sys/bus/pci/devices/${address}/${file}`),
    );
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const outcome = await this.#host.run({ argv: ['grep', '-sH', '', ...files] }, limits);
    if (outcome.kind === 'cancelled') return this.#facts;
    if (outcome.kind === 'exited') {
      const { classes, parents } = this.#facts;
      this.#facts = {
        classes: { ...classes, ...parsePciClasses(outcome.stdout) },
        parents: { ...parents, ...parsePciParents(outcome.stdout) },
      };
    }
    this.#readFor = wanted;
    return this.#facts;
  }
}

/** The devices that libvirt’s domains have, now or by their definition. */
export function hostdevsOf(domains: readonly Domain[]): HandedOut[] {
  return domains.flatMap(ofDomain);
}

/** The devices that command lines name. libvirt’s own name those of their domains. */
export function handedTo(processes: readonly VmProcess[]): HandedOut[] {
  return processes.flatMap(({ pid, nics }) =>
    nics.flatMap((nic) => {
      const address = handedDevice(nic);
      return address === null ? [] : [{ vm: pid, active: true, address }];
    }),
  );
}

/** The devices that Proxmox VE’s files name. What a mapping stands for they don’t tell. */
export function handedByPve(pve: PveFacts | null): HandedOut[] {
  return (pve?.guests ?? []).flatMap(({ id, handed = [] }) =>
    handed.flatMap(({ source }) =>
      readPciAddress(source) === null ? [] : [{ vm: `pve-${id}`, active: false, address: source }],
    ),
  );
}

function ofDomain({ uuid, active, live, defined }: Domain): HandedOut[] {
  const devices = [...live, ...defined].flatMap(({ type, source: { pci } }) =>
    type === 'hostdev' && pci !== null ? [pci] : [],
  );
  return [...new Set(devices)].map((address) => ({ vm: uuid, active, address }));
}
