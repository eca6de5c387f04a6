import type { OvsMap, OvsPlace } from '#shared/host/ovs.ts';
import type { SwitchPortKept } from '../op.ts';

/** Null: nothing is set on it. */
export function switchPortKeptOf({ port, iface }: OvsPlace): SwitchPortKept | null {
  const { externalIds, otherConfig, qos, isProtected } = port;
  const kept: SwitchPortKept = {
    port: {
      externalIds,
      otherConfig,
      ...(qos === undefined ? {} : { qos }),
      ...(isProtected === undefined ? {} : { isProtected }),
    },
    iface: {
      externalIds: iface.externalIds,
      otherConfig: iface.otherConfig ?? {},
      numbers: iface.numbers ?? {},
    },
  };
  return portColumns(kept).length + interfaceColumns(kept).length === 0 ? null : kept;
}

/** Of `Port`, as ovs-vsctl takes them: `external_ids:"iface-id"="x"`. */
export function portColumns({ port }: SwitchPortKept): string[] {
  const { externalIds, otherConfig, qos, isProtected } = port;
  return [
    ...mapColumns('external_ids', externalIds),
    ...mapColumns('other_config', otherConfig),
    ...(qos === undefined ? [] : [`qos=${qos}`]),
    ...(isProtected === true ? ['protected=true'] : []),
  ];
}

/** Of `Interface`. */
export function interfaceColumns({ iface }: SwitchPortKept): string[] {
  return [
    ...mapColumns('external_ids', iface.externalIds),
    ...mapColumns('other_config', iface.otherConfig),
    ...Object.entries(iface.numbers).map(([column, number]) => `${column}=${number}`),
  ];
}

/** What of it an interface’s port lacks, in the words of ovs-vsctl; empty: it has it all. */
export function missingOf(kept: SwitchPortKept, place: OvsPlace): string[] {
  const shown = switchPortKeptOf(place);
  const columns = (each: SwitchPortKept | null) =>
    each === null ? [] : [...portColumns(each).map((one) => `Port ${one}`), ...interfaceColumns(each)];
  const now = new Set(columns(shown));
  return columns(kept).filter((each) => !now.has(each));
}

function mapColumns(column: string, values: OvsMap): string[] {
  return Object.entries(values)
    .map(([key, value]) => `${column}:${quoted(key)}=${quoted(value)}`)
    .sort();
}

/** A string as OVSDB takes it, whatever is in it: JSON (ovsdb/ovsdb-client(1)), here of ASCII alone. */
function quoted(value: string): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
