import type { Domain } from '#shared/host/domain.ts';
import { parsePciClasses } from '#shared/parse/pciClasses.ts';
import type { ReadHost } from './patientHost.ts';

const TIMEOUT_MS = 5000;

type Classes = Readonly<Record<string, number>>;

/**
 * The class codes of the PCI devices that VMs are given as they are: they alone tell a NIC from a graphics card once the
 * VM has it. They are read again only when a VM is given another device, starts or stops: a device keeps its class.
 */
export class PciClasses {
  readonly #host: ReadHost;
  #readFor = '[]';
  #classes: Classes = {};

  constructor(host: ReadHost) {
    this.#host = host;
  }

  /** By PCI address; what could never be read is left out. */
  async read(domains: readonly Domain[], signal: AbortSignal | undefined): Promise<Classes> {
    const devices = domains.flatMap(hostdevsOf);
    const wanted = JSON.stringify(devices);
    if (wanted === this.#readFor || devices.length === 0) return this.#classes;
    const addresses = [...new Set(devices.map(({ address }) => address))].sort();
    const files = addresses.map((address) => `/sys/bus/pci/devices/${address}/class`);
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const outcome = await this.#host.run({ argv: ['grep', '-sH', '', ...files] }, limits);
    if (outcome.kind === 'cancelled') return this.#classes;
    if (outcome.kind === 'exited') this.#classes = { ...this.#classes, ...parsePciClasses(outcome.stdout) };
    this.#readFor = wanted;
    return this.#classes;
  }
}

function hostdevsOf({ uuid, active, live, defined }: Domain) {
  const devices = [...live, ...defined].flatMap(({ type, mac, source: { pci } }) =>
    type === 'hostdev' && mac === null && pci !== null ? [pci] : [],
  );
  return [...new Set(devices)].map((address) => ({ uuid, active, address }));
}
