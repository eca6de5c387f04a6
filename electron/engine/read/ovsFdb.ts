import type { FdbEntry } from '#shared/host/address.ts';
import type { OvsFacts } from '#shared/host/ovs.ts';
import { parseOvsFdb } from '#shared/parse/ovsFdb.ts';
import { ovsFdbEntries } from '#shared/parse/ovsFdbEntries.ts';
import type { Read } from './ip.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import { exitTrouble, type Tool, type Trouble, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

/** Each takes a process of its own, one after the other: ovs-appctl tells of one bridge. */
const MOST_BRIDGES = 32;

const OVS_APPCTL: Tool = {
  program: 'ovs-appctl',
  install: 'Install the package openvswitch-switch (Debian, Ubuntu) or openvswitch (Fedora).',
  hung: 'ovs-vswitchd may hang: check systemctl status ovs-vswitchd. Retrying…',
};

/** Reads what the bridges of Open vSwitch have learned; by no process where there are none. */
export function readOvsFdb(
  host: ReadHost,
  ovs: { readonly facts: OvsFacts | null; readonly isReading: boolean; settled(): Promise<void> },
): Read<readonly FdbEntry[] | null> {
  return async (signal) => {
    if (ovs.isReading) await ovs.settled();
    const bridges = ovs.facts?.bridges ?? null;
    if (bridges === null || bridges.length === 0) return { status: 'ok', facts: null };
    const facts: FdbEntry[] = [];
    const odd = [];
    for (const bridge of bridges.slice(0, MOST_BRIDGES)) {
      const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
      const outcome = await host.run({ argv: ['ovs-appctl', 'fdb/show', bridge.name] }, limits);
      if (outcome.kind === 'cancelled') return { status: 'cancelled' };
      if (outcome.kind !== 'exited') return troubleOf(outcome, OVS_APPCTL);
      if (outcome.exitCode !== 0) return refusedTrouble(outcome.exitCode, outcome.stderr);
      const read = parseOvsFdb(outcome.stdout);
      if (!read.ok) return unparsableTrouble(read.message);
      facts.push(...ovsFdbEntries(bridge, read.value));
      odd.push(...(read.odd ?? []));
    }
    return readingOf('ovs-appctl fdb/show', { ok: true, value: facts, odd });
  };
}

// ovs-appctl: cannot read pidfile "/var/run/openvswitch/ovs-vswitchd.pid" (Permission denied)
// ovs-appctl: cannot connect to "/var/run/openvswitch/ovs-vswitchd.708.ctl" (Permission denied)
function refusedTrouble(exitCode: number, stderr: string): Trouble {
  if (/\(Permission denied\)/.test(stderr)) {
    return {
      status: 'denied',
      message: 'What Open vSwitch has learned can’t be read: only root may, as a rule.',
      advice: 'Run Patchbay as root to see the learned MACs of Open vSwitch’s bridges.',
    };
  }
  return exitTrouble('ovs-appctl', exitCode, stderr, null);
}
