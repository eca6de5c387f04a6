import type { Link } from '#shared/host/link.ts';
import type { Evidence } from './model.ts';

/** The physical functions that a MAC or a name points to; more than one means that nothing decides between them. */
export interface PhysicalFunctions {
  readonly names: readonly string[];
  readonly evidence: readonly Evidence[];
}

/**
 * Which physical function a virtual one belongs to. `ip` does not tell: a PF lists its VFs by number and MAC, and a
 * VF's own netdev has a PCI address but no word of its PF. What is left is the MAC in the PF's list and the systemd
 * name `<pf>v<number>`, both of them inferences and marked as such.
 */
export class VirtualFunctions {
  readonly #byMac = new Map<string, string[]>();
  readonly #byName = new Map<string, string>();

  constructor(links: readonly Link[]) {
    for (const pf of links) {
      for (const vf of pf.vfs) {
        this.#byName.set(`${pf.name}v${vf.index}`, pf.name);
        if (vf.mac === null) continue;
        const holders = this.#byMac.get(vf.mac);
        if (holders === undefined) this.#byMac.set(vf.mac, [pf.name]);
        else if (!holders.includes(pf.name)) holders.push(pf.name);
      }
    }
  }

  /** The PF of a link that stays in the host; null when nothing says that the link is a virtual function. */
  ofLink(link: Link): PhysicalFunctions | null {
    if (link.infoKind !== '' || link.parentBus !== 'pci' || link.vfs.length > 0) return null;
    const named = [link.name, ...link.altNames].map((name) => this.#byName.get(name)).find(Boolean);
    const listed = this.ofMac(link.mac)?.names ?? [];
    if (named !== undefined)
      return { names: [named], evidence: listed.includes(named) ? ['mac', 'name'] : ['name'] };
    return listed.length > 0 ? { names: listed, evidence: ['mac'] } : null;
  }

  /** The PFs that list this MAC: all that is left of a VF that a VM has taken away from the host. */
  ofMac(mac: string | null): PhysicalFunctions | null {
    const names = mac === null ? undefined : this.#byMac.get(mac);
    return names === undefined ? null : { names, evidence: ['mac'] };
  }
}
