import type { FdbEntry } from '#shared/host/address.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { isRead } from '#shared/host/source.ts';
import type { Topology } from './model.ts';
import { isLocallyAdministered, type SeenMac, type VendorOf } from './seen.ts';
import { type Addressed, addressBook } from './seenAddresses.ts';
import { ownerBook } from './seenOwner.ts';

/**
 * Every MAC that was seen on a wire of this host: each that a bridge has learned, by bridge, port, VLAN and MAC; then
 * those that only the neighbour table or a DHCP lease tells of, of which no bridge knows the port now.
 *
 * @param topology built of the same snapshot
 * @param vendorOf asked of no locally administered MAC
 */
export function seenMacs(
  snapshot: HostSnapshot,
  topology: Topology,
  vendorOf: VendorOf = () => null,
): SeenMac[] {
  const addresses = addressBook(snapshot, topology);
  const owners = ownerBook(topology);
  const [staleness, onSwitch] = [stalenessOf(snapshot), stalenessOnSwitch(snapshot)];
  const gateways = new Set(snapshot.routes.flatMap(({ gateway }) => gateway ?? []));
  const seen = (place: Addressed, age: number | null): SeenMac => {
    const { mac, bridge, port, vlan } = place;
    const owner = owners(mac, port);
    const known = addresses.of(place, owner);
    return {
      mac,
      bridge,
      port,
      vlan,
      age,
      owner,
      addresses: known,
      isGateway: known.some(({ address, source }) => source !== 'host' && gateways.has(address)),
      vendor: isLocallyAdministered(mac) ? null : vendorOf(mac),
    };
  };
  const learned = learnedRows(snapshot.fdb).map(({ mac, link, master, vlan, age }) =>
    seen(
      { mac, bridge: master, port: link, vlan },
      age === undefined ? null : age + (onSwitch.get(master) ?? staleness),
    ),
  );
  const heard = addresses.beside(learned).map((place) => seen(place, null));
  return [...learned.sort(compare), ...heard.sort(compare)];
}

/** Learned rows of bridges, each once: where one is told twice, the younger counts. */
function learnedRows(fdb: readonly FdbEntry[]): (FdbEntry & { readonly master: string })[] {
  const rows = new Map<string, FdbEntry & { readonly master: string }>();
  for (const row of fdb) {
    const { master, link, mac, vlan, permanent, age } = row;
    if (master === null || permanent) continue;
    const key = `${master} ${link} ${mac} ${vlan}`;
    const known = rows.get(key);
    if (known === undefined || (age ?? Number.POSITIVE_INFINITY) < (known.age ?? Number.POSITIVE_INFINITY))
      rows.set(key, { ...row, master });
  }
  return [...rows.values()];
}

/** Seconds by which the ages are older than the snapshot, where the bridges could not be read again. */
function stalenessOf({ sources, takenAt }: HostSnapshot): number {
  const report = sources.find(({ name }) => name === 'bridge-fdb');
  if (report === undefined || isRead(report) || report.factsFrom === null) return 0;
  const seconds = Math.floor((Date.parse(takenAt) - Date.parse(report.factsFrom)) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 0) : 0;
}

/** The same of the bridges of Open vSwitch, which are read seldom, by name. */
function stalenessOnSwitch({ ovs, sources, takenAt }: HostSnapshot): ReadonlyMap<string, number> {
  const from = sources.find(({ name }) => name === 'ovs-fdb')?.factsFrom ?? takenAt;
  const seconds = Math.max(Math.floor((Date.parse(takenAt) - Date.parse(from)) / 1000), 0) || 0;
  const names = (ovs?.bridges ?? []).flatMap(({ name, ports }) => [
    name,
    ...ports.filter(({ fakeBridge }) => fakeBridge).map((port) => port.name),
  ]);
  return new Map(names.map((name) => [name, seconds]));
}

/** `vnet2` before `vnet10`, the same in every locale. */
const collator = new Intl.Collator('en', { numeric: true });

/** Most are the same, which takes no collator. */
function compareNames(a: string | null, b: string | null): number {
  return a === b ? 0 : collator.compare(a ?? '', b ?? '');
}

function compare(a: SeenMac, b: SeenMac): number {
  return (
    compareNames(a.bridge, b.bridge) ||
    compareNames(a.port, b.port) ||
    (a.vlan ?? 0) - (b.vlan ?? 0) ||
    (a.mac < b.mac ? -1 : a.mac > b.mac ? 1 : 0)
  );
}
