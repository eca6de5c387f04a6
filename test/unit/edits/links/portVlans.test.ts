import { describe, expect, it } from 'vitest';
import { undoRecordOf, wayBack } from '#electron/engine/history/undoRecord.ts';
import { plainEditSchema } from '#shared/edits/schema.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { factsAfter } from '#shared/ops/steps.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBridge, aDomain, aLink, allSources, anInterface, aSnapshot, aTap } from '../../support/facts.ts';
import { address, defaultRoute, uplinked } from '../support/addressed.ts';
import { commandsOf, planned, refusalOf } from '../support/plans.ts';

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
const tagged = (first: number, last = first): VlanRange => ({ first, last, pvid: false, untagged: false });
const set = (link: string, ...vlans: readonly VlanRange[]) =>
  ({ kind: 'port-vlans', link: linkId(link), vlans }) as const;

const host = aSnapshot({
  links: [
    aBridge('br0', { bridge: { vlanFiltering: true } }),
    aTap('vnet0', 'br0'),
    aBridge('br1'),
    aTap('tap1', 'br1'),
    aTap('loose', null),
  ],
  domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' })])],
  portVlans: { br0: [untagged(1)], vnet0: [untagged(10), tagged(20, 29)] },
});

/** The commands of an edit, and those of its undo. */
function there(edit: ReturnType<typeof set>, snapshot: HostSnapshot = host) {
  const plan = planned(snapshot, edit);
  const after = factsAfter(
    snapshot,
    plan.steps.map(({ op }) => op),
  );
  const way = wayBack(undoRecordOf(plan, plan.steps, snapshot, after), after);
  if (isRefusal(way)) throw new Error(way.why);
  const back = factsAfter(after, way.ops);
  return { plan, commands: commandsOf(plan), after, back };
}

describe('the VLANs of a port', () => {
  it('are set by what differs: what goes first, then what comes', () => {
    const { commands, plan } = there(set('vnet0', untagged(30), tagged(20, 24), tagged(40)));
    expect(commands).toEqual([
      'bridge vlan del dev vnet0 vid 10',
      'bridge vlan del dev vnet0 vid 25-29',
      'bridge vlan add dev vnet0 vid 30 pvid untagged',
      'bridge vlan add dev vnet0 vid 40',
    ]);
    expect(plan.title).toBe('Put vnet0 into VLANs 20–24, 30 (PVID, untagged), 40');
    expect(plan.effects).toEqual([
      'vnet0 leaves VLANs 10, 25–29.',
      'vnet0 is in VLANs 30 (PVID, untagged), 40 from now on.',
      'Frames that arrive without a tag belong to VLAN 30 from now on.',
    ]);
    expect(plan.warnings).toEqual(['Lost when web stops: vnet0 is made again at the next start.']);
  });

  it.each([
    ['other VLANs', [untagged(30), tagged(20, 24), tagged(40)]],
    ['the PVID moved to a tagged one', [tagged(10), untagged(20), tagged(21, 29)]],
    ['another one sent without a tag', [untagged(10), { ...tagged(20, 29), untagged: true }]],
    ['none', []],
  ] as const)('are as they were after the undo: %s', (_, vlans) => {
    const { after, back } = there(set('vnet0', ...vlans));
    expect(after.portVlans?.vnet0).toEqual(vlans.toSorted((one, other) => one.first - other.first));
    expect(back.portVlans?.vnet0).toEqual(host.portVlans?.vnet0);
  });

  it('may be none, or lack a PVID, and the plan says what that drops', () => {
    expect(there(set('vnet0')).plan).toMatchObject({
      title: 'Take vnet0 out of all VLANs',
      warnings: [expect.stringContaining('Nothing passes vnet0'), expect.anything()],
    });
    expect(there(set('vnet0', tagged(20, 29))).plan.warnings[0]).toContain('without a tag are dropped');
  });

  it('of a bridge are those of the host itself', () => {
    const { commands, plan } = there(set('br0', untagged(1), tagged(20)));
    expect(commands).toEqual(['bridge vlan add dev br0 vid 20 self']);
    expect(plan.title).toBe('Put the host on br0 into VLANs 1 (PVID, untagged), 20');
  });

  it('are refused where nothing filters them, and what to switch on is said', () => {
    expect(refusalOf(host, set('tap1', untagged(10)))).toMatchObject({
      why: 'br1 doesn’t filter VLANs: each of its ports passes every VLAN.',
      advice: 'Turn on VLAN filtering in the options of br1 first.',
    });
    expect(refusalOf(host, set('loose', untagged(10))).why).toContain('not a port of a bridge');
    expect(refusalOf(host, set('vnet0', untagged(10), tagged(20, 29))).already).toBe(true);
    const unread = { ...host, sources: host.sources.filter(({ name }) => name !== 'bridge-vlan') };
    expect(refusalOf(unread, set('vnet0', untagged(10))).why).toContain('couldn’t be read');
  });

  it('go under the guard where the host’s own connection comes in by that port', () => {
    const uplink = uplinked({
      sources: allSources(),
      links: [
        aBridge('br0', { bridge: { vlanFiltering: true }, mac: '02:00:00:00:00:b0' }),
        aLink('enp3s0', { parentBus: 'pci', master: 'br0', slaveKind: 'bridge' }),
      ],
      addresses: [address('br0', '192.168.1.10/24')],
      routes: [defaultRoute('br0')],
      portVlans: { br0: [untagged(1)], enp3s0: [untagged(1)] },
    });
    for (const edit of [set('enp3s0', untagged(20)), set('br0', untagged(20))]) {
      const { guarded, why } = refusalOf(uplink, edit);
      if (guarded === undefined) throw new Error(why);
      expect(planned(uplink, guarded).guard).toBeDefined();
    }
  });
});

describe('what a face may ask for', () => {
  const isValid = (...vlans: readonly VlanRange[]) =>
    plainEditSchema.safeParse(set('vnet0', ...vlans)).success;

  it.each<[boolean, string, readonly VlanRange[]]>([
    [true, 'ranges and one PVID', [untagged(1), tagged(2, 4094)]],
    [true, 'none', []],
    [false, 'VLAN 0', [tagged(0)]],
    [false, 'VLAN 4095', [tagged(4000, 4095)]],
    [false, 'a range backwards', [tagged(20, 10)]],
    [false, 'two PVIDs', [untagged(1), untagged(2)]],
    [false, 'a range of PVIDs', [{ ...tagged(1, 2), pvid: true }]],
    [false, 'a VLAN twice', [tagged(10, 20), tagged(15)]],
  ])('%s: %s', (valid, _, vlans) => {
    expect(isValid(...vlans)).toBe(valid);
  });
});
