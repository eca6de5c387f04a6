import {
  interfaceNumbers,
  type OvsBridge,
  type OvsFacts,
  type OvsInterface,
  type OvsPort,
} from '../host/ovs.ts';
import { isObject, textsField } from './json.ts';
import { parseOrNull } from './jsonEntry.ts';
import {
  type OvsdbValue,
  ovsdbMap,
  ovsdbNumber,
  ovsdbNumbers,
  ovsdbText,
  ovsdbUuids,
  ovsdbValue,
} from './ovsdbValue.ts';
import { excerpt, type OddEntry, type Parsed, parsed, unparsable } from './result.ts';

/**
 * Reads the tables `Bridge`, `Port` and `Interface` as `ovs-vsctl -f json` prints them in this order, a line each. What
 * refers to a row that is not there goes without it; a row without a name or an id is passed over and told.
 *
 * Source of the format: Open vSwitch `lib/table.c` `table_print_json__()`; the columns, ovs-vswitchd.conf.db(5).
 */
export function parseOvsVsctl(text: string): Parsed<OvsFacts> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const odd: OddEntry[] = [];
  const tables = lines.map((line) => tableOf(line, odd));
  const [bridges, ports, interfaces] = tables;
  if (tables.length !== 3 || !bridges || !ports || !interfaces) {
    return unparsable(`ovs-vsctl printed something that is not three tables: “${excerpt(text)}”.`);
  }
  const interfaceOf = new Map([...interfaces].map(([uuid, row]) => [uuid, readInterface(row)]));
  const portOf = new Map([...ports].map(([uuid, row]) => [uuid, readPort(row, interfaceOf)]));
  const found = [...bridges.values()].map((row) => readBridge(row, portOf));
  return parsed({ bridges: inOrder(found) }, odd);
}

type Row = (column: string) => OvsdbValue | null;
type Named = { readonly name: string };

/** The rows by their ids; null where the line is no table. */
function tableOf(line: string, odd: OddEntry[]): ReadonlyMap<string, Row> | null {
  // {"data":[[["uuid","…"],"br0"],…],"headings":["_uuid","name"]}
  const json = parseOrNull(line)?.value;
  if (!isObject(json) || !Array.isArray(json.data)) return null;
  const headings = textsField(json, 'headings');
  const rows = new Map<string, Row>();
  for (const [index, cells] of (json.data as readonly unknown[]).entries()) {
    const row: Row = (column) => {
      const at = headings.indexOf(column);
      return Array.isArray(cells) && at !== -1 ? ovsdbValue(cells[at]) : null;
    };
    const [uuid] = ovsdbUuids(row('_uuid'));
    const name = ovsdbText(row('name'));
    if (uuid !== undefined && name !== null && name !== '') rows.set(uuid, row);
    else odd.push({ name, words: `row ${index + 1} has no name or no id`, loss: 'missing' });
  }
  return rows;
}

function readBridge(row: Row, ports: ReadonlyMap<string, OvsPort>): OvsBridge {
  const name = nameOf(row);
  const found = ovsdbUuids(row('ports')).flatMap((uuid) => ports.get(uuid) ?? []);
  const local = found.find((port) => port.name === name);
  return {
    name,
    datapath: ovsdbText(row('datapath_type')) ?? '',
    ...(local === undefined ? {} : { local }),
    ports: inOrder(found.filter((port) => port.name !== name)),
  };
}

function readPort(row: Row, interfaces: ReadonlyMap<string, OvsInterface>): OvsPort {
  const [qos] = ovsdbUuids(row('qos'));
  return {
    name: nameOf(row),
    tag: ovsdbNumber(row('tag')),
    trunks: ovsdbNumbers(row('trunks')).sort((a, b) => a - b),
    vlanMode: ovsdbText(row('vlan_mode')),
    fakeBridge: row('fake_bridge') === true,
    interfaces: inOrder(ovsdbUuids(row('interfaces')).flatMap((uuid) => interfaces.get(uuid) ?? [])),
    bondMode: ovsdbText(row('bond_mode')),
    bondActive: ovsdbText(row('bond_active_slave')),
    externalIds: ovsdbMap(row('external_ids')),
    otherConfig: ovsdbMap(row('other_config')),
    ...(qos === undefined ? {} : { qos }),
    ...(row('protected') === true ? { isProtected: true } : {}),
  };
}

function readInterface(row: Row): OvsInterface {
  const ofport = ovsdbNumber(row('ofport'));
  const otherConfig = ovsdbMap(row('other_config'));
  const numbers = Object.fromEntries(
    interfaceNumbers.flatMap((column) => {
      const number = ovsdbNumber(row(column));
      // Without a policy the columns of it are 0.
      return number === null || number === 0 ? [] : [[column, number]];
    }),
  );
  return {
    name: nameOf(row),
    type: ovsdbText(row('type')) ?? '',
    options: ovsdbMap(row('options')),
    externalIds: ovsdbMap(row('external_ids')),
    error: ovsdbText(row('error')),
    // -1: Open vSwitch could not make it work
    ...(ofport === null || ofport < 0 ? {} : { ofport }),
    ...(Object.keys(otherConfig).length === 0 ? {} : { otherConfig }),
    ...(Object.keys(numbers).length === 0 ? {} : { numbers }),
  };
}

function nameOf(row: Row): string {
  return ovsdbText(row('name')) ?? '';
}

function inOrder<T extends Named>(rows: readonly T[]): T[] {
  return rows.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
