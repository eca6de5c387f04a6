import type { FdbEntry } from '../host/address.ts';
import { fakeBridgeOf, type OvsBridge, type OvsPort } from '../host/ovs.ts';
import type { OvsFdbRow } from './ovsFdb.ts';

/** What a bridge of Open vSwitch has learned, by the names of its ports. One of a port that is no longer told is left out. */
export function ovsFdbEntries(bridge: OvsBridge, rows: readonly OvsFdbRow[]): FdbEntry[] {
  const ports = new Map<number, OvsPort>();
  for (const port of bridge.ports) {
    for (const { ofport } of port.interfaces) if (ofport !== undefined) ports.set(ofport, port);
  }
  return rows.flatMap(({ port: number, mac, vlan, age }) => {
    const port = number === null ? bridge.local : ports.get(number);
    if (number !== null && port === undefined) return [];
    const master = port === undefined ? bridge.name : (fakeBridgeOf(bridge, port)?.name ?? bridge.name);
    // The bridge’s own port is the host: its MAC is the bridge’s.
    const permanent = number === null || age === null;
    return [
      { mac, link: port?.name ?? bridge.name, master, vlan, permanent, ...(age === null ? {} : { age }) },
    ];
  });
}
