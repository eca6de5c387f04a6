import type { Link, VirtualFunction } from '#shared/host/link.ts';
import type { CardFunctions } from '#shared/host/pciCard.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { append } from './append.ts';
import { isGuestPort } from './linkKind.ts';
import type { Evidence } from './model.ts';

/** The physical functions that something points to; more than one means that nothing decides between them. */
export interface PhysicalFunctions {
  readonly names: readonly string[];
  /** Which of its virtual functions; null: not known, or not the same in each. */
  readonly index: number | null;
  readonly evidence: readonly Evidence[];
}

/**
 * Which physical function a virtual one belongs to. sysfs tells, by PCI address (`virtfnN`, `physfn`). `ip` does not: a
 * PF lists its VFs by number and MAC, and a VF's own netdev has a PCI address but no word of its PF. Where sysfs is
 * silent, what is left is the MAC in the PF's list and the systemd name `<pf>v<number>`, both of them inferences and
 * marked as such.
 */
export class VirtualFunctions {
  readonly #byMac = new Map<string, { readonly pf: string; readonly index: number }[]>();
  readonly #byName = new Map<string, { readonly pf: string; readonly index: number }>();
  readonly #byAddress = new Map<string, PhysicalFunctions>();
  readonly #told: ReadonlyMap<string, VirtualFunction>;
  readonly #functions: Readonly<Record<string, CardFunctions>>;
  readonly #addressOf: (link: Link) => string | null;
  /** The drivers of virtual functions, by PCI address, of all that sysfs lists. */
  readonly drivers: ReadonlyMap<string, string | null>;

  constructor(
    links: readonly Link[],
    snapshot: Pick<HostSnapshot, 'cardFunctions' | 'pciParents'>,
    addressOf: (link: Link) => string | null,
  ) {
    const functions = snapshot.cardFunctions ?? {};
    this.#functions = functions;
    this.#addressOf = addressOf;
    const told = new Map<string, VirtualFunction>();
    const drivers = new Map<string, string | null>();
    const pfsByAddress = new Map<string, string[]>();
    for (const pf of links) {
      if (isGuestPort(pf)) continue;
      const address = addressOf(pf);
      if (address !== null) append(pfsByAddress, address, pf.name);
      for (const vf of pf.vfs) {
        told.set(`${pf.name} ${vf.index}`, vf);
        this.#byName.set(`${pf.name}v${vf.index}`, { pf: pf.name, index: vf.index });
        if (vf.mac !== null) append(this.#byMac, vf.mac, { pf: pf.name, index: vf.index });
      }
      for (const vf of own(functions, pf.name)?.vfs ?? []) {
        drivers.set(vf.address, vf.driver);
        const known = this.#byAddress.get(vf.address);
        this.#byAddress.set(vf.address, {
          names: [...(known?.names ?? []), pf.name],
          index: known === undefined || known.index === vf.index ? vf.index : null,
          evidence: ['kernel-lower'],
        });
      }
    }
    const parents = [
      ...Object.entries(snapshot.pciParents ?? {}),
      ...links.flatMap((link): [string, string][] => {
        const address = addressOf(link);
        const pf = own(functions, link.name)?.pf ?? null;
        return address === null || pf === null ? [] : [[address, pf]];
      }),
    ];
    for (const [address, parent] of parents) {
      if (this.#byAddress.has(address)) continue;
      const names = pfsByAddress.get(parent) ?? [];
      this.#byAddress.set(address, { names, index: null, evidence: ['kernel-lower'] });
    }
    this.#told = told;
    this.drivers = drivers;
  }

  /** The PF of a link that stays in the host; null when nothing says that the link is a virtual function. */
  ofLink(link: Link): PhysicalFunctions | null {
    if (link.infoKind !== '' || link.vfs.length > 0 || isGuestPort(link)) return null;
    const address = this.#addressOf(link);
    const certain = address === null ? null : this.ofAddress(address);
    if (certain !== null) return certain;
    if (link.parentBus !== 'pci' || own(this.#functions, link.name) !== undefined) return null;
    const named = [link.name, ...link.altNames].map((name) => this.#byName.get(name)).find(Boolean);
    const listed = this.ofMac(link.mac);
    if (named === undefined) return listed;
    const evidence: Evidence[] = listed?.names.includes(named.pf) ? ['mac', 'name'] : ['name'];
    return { names: [named.pf], index: named.index, evidence };
  }

  /** The PF of the virtual function at a PCI address, by sysfs; none of this host’s links where its PF is not here. */
  ofAddress(address: string): PhysicalFunctions | null {
    return this.#byAddress.get(address) ?? null;
  }

  /** The PFs that list this MAC: all that is left of a VF that a VM has taken away from the host where sysfs is silent. */
  ofMac(mac: string | null): PhysicalFunctions | null {
    const holders = mac === null ? undefined : this.#byMac.get(mac);
    if (holders === undefined) return null;
    const index = holders.length === 1 ? (holders[0]?.index ?? null) : null;
    return { names: [...new Set(holders.map(({ pf }) => pf))], index, evidence: ['mac'] };
  }

  /** What its PF has set for a virtual function; null: it is not told. */
  settingsOf({ names, index }: PhysicalFunctions): VirtualFunction | null {
    const [pf] = names;
    return this.#told.get(`${pf} ${index}`) ?? null;
  }
}

function own(functions: Readonly<Record<string, CardFunctions>>, name: string): CardFunctions | undefined {
  return Object.hasOwn(functions, name) ? functions[name] : undefined;
}
