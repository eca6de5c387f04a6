import type { Domain } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import { interfaceNumbers, type OvsFacts } from '#shared/host/ovs.ts';
import { parseOvsVsctl } from '#shared/parse/ovsVsctl.ts';
import type { Read } from './ip.ts';
import { readingOf } from './oddEntries.ts';
import { parseOnce } from './parseOnce.ts';
import type { ReadHost } from './patientHost.ts';
import type { Source } from './source.ts';
import { exitTrouble, type Tool, type Trouble, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

const OVS_VSCTL: Tool = {
  program: 'ovs-vsctl',
  install: 'Install the package openvswitch-switch (Debian, Ubuntu) or openvswitch (Fedora).',
  hung: 'ovsdb-server may hang: check systemctl status ovsdb-server. Retrying…',
};

/** The columns that are of use and no others: counters change all the time, and some columns hold keys. */
const TABLES = [
  ['Bridge', '_uuid,name,datapath_type,ports'],
  [
    'Port',
    '_uuid,name,interfaces,tag,trunks,vlan_mode,fake_bridge,bond_mode,bond_active_slave,external_ids,other_config,qos,protected',
  ],
  [
    'Interface',
    `_uuid,name,type,options,external_ids,error,ofport,other_config,${interfaceNumbers.join(',')}`,
  ],
] as const;

/** Three tables of one moment in one process, which changes nothing and waits for nobody. */
const OVS_TABLES: readonly [string, ...string[]] = [
  ...(['ovs-vsctl', '--no-wait', '-f', 'json'] as const),
  ...TABLES.flatMap(([table, columns]) => ['--', `--columns=${columns}`, 'list', table]),
];

/** Reads Open vSwitch’s database where a link or a VM tells that there is one; elsewhere null, by no process. */
export function readOvs(
  host: ReadHost,
  links: Pick<Source<readonly Link[]>, 'facts' | 'isReading' | 'settled'>,
  virsh: { readonly facts: { readonly domains: readonly Domain[] } },
): Read<OvsFacts | null> {
  const parse = parseOnce(parseOvsVsctl);
  return async (signal) => {
    if (links.isReading) await links.settled();
    // libvirt isn’t waited for: what it told last will do.
    if (!links.facts.some(isOfSwitch) && !virsh.facts.domains.some(isPluggedBySwitch))
      return { status: 'ok', facts: null };
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const outcome = await host.run({ argv: OVS_TABLES }, limits);
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (outcome.kind !== 'exited') return troubleOf(outcome, OVS_VSCTL);
    if (outcome.exitCode !== 0) return refusedTrouble(outcome.exitCode, outcome.stderr);
    const read = parse(outcome.stdout);
    return read.ok ? readingOf('ovs-vsctl', read) : unparsableTrouble(read.message);
  };
}

/** The userspace datapath has a TAP of its own, `ovs-netdev`, and bridges that look like any TAP. */
function isOfSwitch({ name, infoKind, slaveKind }: Link): boolean {
  return infoKind === 'openvswitch' || slaveKind === 'openvswitch' || name === 'ovs-netdev';
}

function isPluggedBySwitch({ live }: Domain): boolean {
  return live.some(({ virtualPort }) => virtualPort === 'openvswitch');
}

// ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (Permission denied)
function refusedTrouble(exitCode: number, stderr: string): Trouble {
  if (/database connection failed \(Permission denied\)/.test(stderr)) {
    return {
      status: 'denied',
      message: 'Open vSwitch’s database can’t be read: only root may, as a rule.',
      advice: 'Run Patchbay as root to see the bridges, ports and VLANs of Open vSwitch.',
    };
  }
  if (/database connection failed \((?:No such file or directory|Connection refused)\)/.test(stderr)) {
    return {
      status: 'failed',
      message: 'Open vSwitch’s database doesn’t answer: ovsdb-server is not running.',
      advice:
        'Start it: systemctl start openvswitch-switch (Debian, Ubuntu) or openvswitch (Fedora). Retrying…',
    };
  }
  return exitTrouble('ovs-vsctl', exitCode, stderr, null);
}
