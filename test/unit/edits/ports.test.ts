import { describe, expect, it } from 'vitest';
import { undoRecordOf, wayBack } from '#electron/engine/history/undoRecord.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { PortSettings } from '#shared/host/portSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceReport } from '#shared/host/source.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { opSchema } from '#shared/ops/kinds.ts';
import type { Op } from '#shared/ops/op.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import type { Step } from '#shared/ops/step.ts';
import { factsAfter, planSteps } from '#shared/ops/steps.ts';
import { unfolded } from '#shared/ops/unfolded.ts';
import { definedPort } from '#shared/ops/vnic/definedPort.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aSnapshot, aSource, aTap } from '../support/facts.ts';
import { house, mac, WEB } from './support/house.ts';
import { commandsOf, planned } from './support/plans.ts';
import { interfaceXml, vnic } from './support/vnicXml.ts';

const move = (cable: string, to: string): Edit => ({ kind: 'move', cable, to: linkId(to) });

/** A TAP on br0 with these settings, and br1. */
function host(settings: PortSettings): HostSnapshot {
  const port = { ...aTap('tap7', 'br0'), bridgePort: { state: 'forwarding', settings } };
  return aSnapshot({ links: [aBridge('br0'), aBridge('br1'), port] });
}

/** The commands that an undo of the edit runs, once it is done. */
function undoOf(before: HostSnapshot, edit: Edit) {
  const plan = planned(before, edit);
  const after = factsAfter(
    before,
    plan.steps.map(({ op }) => op),
  );
  const way = wayBack(undoRecordOf(plan, plan.steps, before, after), after);
  if (isRefusal(way)) throw new Error(way.why);
  const back = factsAfter(after, way.ops);
  return { ops: unfolded(after, way.ops), back };
}

describe('what is set on a port', () => {
  it('is set again behind a move, and behind its undo', () => {
    const before = host({ isolated: 'on', learning: 'off', cost: '2' });
    const plan = planned(before, move(linkId('tap7'), 'br1'));
    expect(commandsOf(plan)).toEqual([
      'ip link set dev tap7 master br1',
      'ip link set dev tap7 type bridge_slave learning off isolated on',
    ]);
    const { ops, back } = undoOf(before, move(linkId('tap7'), 'br1'));
    expect(ops).toEqual([
      { op: 'port-master', link: 'tap7', master: 'br0' },
      { op: 'port-settings', link: 'tap7', settings: { learning: 'off', isolated: 'on' } },
    ]);
    expect(back.links.find(({ name }) => name === 'tap7')).toMatchObject({
      master: 'br0',
      bridgePort: { settings: { learning: 'off', isolated: 'on' } },
    });
  });

  it('shows in the plan with all that takes it back', () => {
    const plan = planned(host({ isolated: 'on' }), { kind: 'unplug', cable: linkId('tap7') });
    expect(
      plan.steps.map(({ inverseCommands }) => inverseCommands.map(({ argv }) => argv.join(' '))),
    ).toEqual([['ip link set dev tap7 master br0', 'ip link set dev tap7 type bridge_slave isolated on']]);
    expect(plan.warnings[0]).toBe(
      'tap7 loses its port settings when it leaves its bridge: isolated on. An undo restores them.',
    );
  });

  it('is nothing to speak of where a port is as every new one', () => {
    const plan = planned(host({ cost: '100' }), move(linkId('tap7'), 'br1'));
    expect(commandsOf(plan)).toEqual(['ip link set dev tap7 master br1']);
    expect(plan.effects.join(' ')).not.toContain('port settings');
  });

  it.each([
    ['a TAP’s of 10 Mbit/s', 'tun', {}, '100', false],
    ['a TAP’s of 10 Gbit/s', 'tun', {}, '2', false],
    ['another of a TAP', 'tun', {}, '55', true],
    ['another of a veth', 'veth', {}, '100', true],
    ['that of a card of 1 Gbit/s', '', { tap7: 1000 }, '4', false],
    ['another of a card of 1 Gbit/s', '', { tap7: 1000 }, '2', true],
    ['what a card of unknown speed may have', '', {}, '19', false],
    ['another of a card of unknown speed', '', {}, '20', true],
  ] as const)(
    'tells a cost that was set from the kernel’s own: %s',
    (_, infoKind, linkSpeeds, cost, isSet) => {
      const before = host({ cost });
      const links = before.links.map((each) => (each.name === 'tap7' ? { ...each, infoKind } : each));
      const facts = { ...before, links, linkSpeeds };
      const [step] = planSteps(facts, [{ op: 'port-master', link: 'tap7', master: null }]) as Step[];
      expect(step?.inverse).toEqual({
        op: 'port-master',
        link: 'tap7',
        master: 'br0',
        ...(isSet ? { port: { settings: { cost } } } : {}),
      });
    },
  );

  it('goes with a vNIC that libvirt moves, which itself sets isolation only', () => {
    const at = house();
    const before = {
      ...at,
      links: at.links.map((each) =>
        each.name === 'vnet0'
          ? {
              ...each,
              bridgePort: { state: 'forwarding', settings: { hairpin: 'on', isolated: 'on' } } as const,
            }
          : each,
      ),
      domains: at.domains.map((each) => ({
        ...each,
        live: each.live.map((vnic) =>
          vnic.targetDev === 'vnet0'
            ? { ...vnic, xml: vnic.xml.replace('<mac ', "<port isolated='yes'/><mac ") }
            : vnic,
        ),
      })),
    };
    const plan = planned(before, {
      kind: 'move',
      cable: vnicId(WEB, mac(1)),
      to: linkId('br1'),
      persist: 'now',
    });
    expect(plan.steps.map(({ op }) => op.op)).toEqual(['vnic-source', 'port-settings']);
    expect(plan.steps[1]?.command.argv.join(' ')).toBe('ip link set dev vnet0 type bridge_slave hairpin on');
    expect(plan.steps[0]?.inverseCommands).toHaveLength(2);
  });

  it('is read back from a journal, also from one that knows nothing of it', () => {
    const plain: Op = { op: 'port-master', link: 'tap7', master: null };
    const kept: Op = {
      op: 'port-master',
      link: 'tap7',
      master: 'br0',
      port: { settings: { isolated: 'on' } },
    };
    for (const op of [plain, kept]) expect(opSchema.parse(JSON.parse(JSON.stringify(op)))).toEqual(op);
    expect(opSchema.safeParse({ ...kept, port: { settings: { up: 'on' } } }).success).toBe(false);
  });
});

const of = (first: number, last = first, own = false) => ({ first, last, pvid: own, untagged: own });

/** A TAP with VLANs of its own on br0, which filters them, and br1. */
function filtering(
  vlans: readonly VlanRange[],
  { br1 = true, status = 'ok' as SourceReport['status'] } = {},
): HostSnapshot {
  return aSnapshot({
    sources: [aSource('ip-link'), aSource('virsh'), aSource('tap-holders'), aSource('bridge-vlan', status)],
    links: [
      aBridge('br0', { bridge: { vlanFiltering: true, defaultPvid: 1 } }),
      aBridge('br1', { bridge: { vlanFiltering: br1, defaultPvid: 1 } }),
      {
        ...aTap('tap7', 'br0'),
        carrier: false,
        operState: 'DOWN',
        tun: { type: 'tap', persist: true, user: null },
      },
    ],
    portVlans: { br0: [of(1, 1, true)], br1: [of(1, 1, true)], tap7: vlans },
  });
}

describe('the VLANs of a port', () => {
  const own = [of(10, 10, true), of(20, 29)];
  const there = move(linkId('tap7'), 'br1');

  it('go with it to another bridge that filters them, and come back with the undo', () => {
    const plan = planned(filtering(own), there);
    expect(commandsOf(plan)).toEqual([
      'ip link set dev tap7 master br1',
      'bridge vlan del dev tap7 vid 1',
      'bridge vlan add dev tap7 vid 10 pvid untagged',
      'bridge vlan add dev tap7 vid 20-29',
    ]);
    expect(plan.effects.join(' ')).toContain('keeps its port settings: VLANs 10 (PVID, untagged), 20–29.');
    expect(plan.warnings.join(' ')).not.toContain('default VLAN');
    const { ops, back } = undoOf(filtering(own), there);
    expect(ops.map(({ op }) => op)).toEqual(['port-master', 'port-vlan', 'port-vlan', 'port-vlan']);
    expect(back.portVlans).toEqual(filtering(own).portVlans);
  });

  it('do not hold on one that does not, which is warned of, and come back all the same', () => {
    const before = filtering(own, { br1: false });
    const plan = planned(before, there);
    expect(commandsOf(plan)).toEqual(['ip link set dev tap7 master br1']);
    expect(plan.warnings[0]).toBe(
      'br1 doesn’t filter VLANs, so tap7 is not in VLANs 10 (PVID, untagged), 20–29 there: its frames reach every port of br1, and untagged frames are in the network of br1.',
    );
    expect(undoOf(before, there).back.portVlans?.tap7).toEqual(own);
  });

  it('are said to be lost by an unplug, and all VLANs that a port may lack are kept as well', () => {
    const plan = planned(filtering([]), { kind: 'unplug', cable: linkId('tap7') });
    expect(plan.warnings[0]).toContain('loses its port settings when it leaves its bridge: no VLAN. An undo');
    expect(plan.steps[0]?.inverseCommands.map(({ argv }) => argv.join(' '))).toEqual([
      'ip link set dev tap7 master br0',
      'bridge vlan del dev tap7 vid 1',
    ]);
  });

  it('that could not be read are no promise of an undo', () => {
    const before = filtering(own, { status: 'missing' });
    expect(planned(before, there).warnings[0]).toBe(
      'The VLANs of tap7 on br0 couldn’t be read. bridge-vlan could not be read. If it has VLANs of its own, they are lost, and an undo doesn’t restore them.',
    );
  });

  it('of a bridge itself, and of its ports, come back with a bridge that was deleted', () => {
    const before = filtering(own);
    const vlans = { ...before.portVlans, br0: [of(1, 1, true), of(20)] };
    const { back } = undoOf({ ...before, portVlans: vlans }, { kind: 'link-delete', link: linkId('br0') });
    expect(back.portVlans).toEqual(vlans);
  });

  it.each([
    ["<vlan><tag id='42'/></vlan>", [of(42, 42, true)]],
    [
      "<vlan trunk='yes'><tag id='42' nativeMode='untagged'/><tag id='47'/></vlan>",
      [of(42, 42, true), of(47)],
    ],
    ["<vlan><tag id='42'/></vlan><virtualport type='openvswitch'/>", undefined],
  ])('are set where ip plugs in what libvirt has on record: %s', (xml, vlans) => {
    expect(definedPort(vnic(interfaceXml('bridge', xml))).vlans).toEqual(vlans);
  });
});
