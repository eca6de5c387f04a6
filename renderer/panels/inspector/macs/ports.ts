import type { Topology } from '#shared/topology/model.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { ownerWords, strangerWords } from '#shared/topology/seenWords.ts';

/** What was learned on one port. */
export interface PortMacs {
  readonly port: string;
  readonly macs: readonly SeenMac[];
}

/** By port, in the order in which they come. */
export function byPort(macs: readonly SeenMac[]): PortMacs[] {
  const ports = new Map<string, SeenMac[]>();
  for (const seen of macs) {
    if (seen.port === null) continue;
    const known = ports.get(seen.port);
    if (known === undefined) ports.set(seen.port, [seen]);
    else known.push(seen);
  }
  return [...ports].map(([port, own]) => ({ port, macs: own }));
}

/** Those of which anything that is shown holds the typed text; a MAC also where it is typed with other separators. */
export function filtered(topology: Topology, macs: readonly SeenMac[], typed: string): readonly SeenMac[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return macs;
  const digits = text.replace(/[:.-]/g, '');
  const isMac = /^[0-9a-f]{2,12}$/.test(digits);
  return macs.filter((seen) => {
    if (isMac && seen.mac.replaceAll(':', '').includes(digits)) return true;
    const { port, vlan, addresses, owner } = seen;
    const shown = [
      port ?? '',
      vlan === null ? '' : `VLAN ${vlan}`,
      ownerWords(topology, owner) ?? strangerWords(seen),
      seen.isGateway ? 'gateway' : '',
      ...addresses.map(({ address }) => address),
    ];
    return shown.some((one) => one.toLowerCase().includes(text));
  });
}
