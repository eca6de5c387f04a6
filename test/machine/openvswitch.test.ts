import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { journalFor } from '#electron/engine/history/journalFor.ts';
import { linkId } from '#shared/topology/model.ts';
import { proves } from '../lab/support/proves.ts';
import { repairsOf } from '../unit/support/differences.ts';
import { granted, MachineEngine } from './support/machineEngine.ts';
import { machineHost } from './support/machineHost.ts';
import { edgesOf, type Graph, graphOf, machineWith, patchbay, play } from './support/onMachine.ts';

describe('Open vSwitch of a real kernel', () => {
  const machine = machineWith('networkd');
  let graph: Graph = { sources: [], nodes: [], edges: [] };
  beforeEach(async () => {
    if (graph.nodes.length > 0) return;
    await play(machine(), 'openvswitch.sh');
    graph = await graphOf(machine());
  });

  it('is drawn with its ports on their true bridges, in their VLANs, out through patch ports', async () => {
    expect(graph.sources.find(({ name }) => name === 'ovs')).toMatchObject({ status: 'ok' });
    const edges = edgesOf(graph);
    expect(edges).toEqual(
      expect.arrayContaining([
        'port tap1 → ovsbr0',
        'port tap2 → ovsbr0',
        'port mgmt0 → ovsbr0',
        'port tap4 → fake40',
        'lower fake40 → ovsbr0',
        'peer to-ovsbr1 → to-ovsbr0',
        'uplink ovsbr1 → enp0s5',
        'uplink ovsbr2 → bond0',
        'member bond0 → enp0s6',
        'uplink ovsbr2 → vx7',
      ]),
    );
    expect(edges.some((edge) => edge.includes('ovs-system'))).toBe(false);
    expect(graph.edges.find(({ from }) => from === 'link:tap1')).toMatchObject({ tag: 10, trunks: [] });
    expect(graph.edges.find(({ from }) => from === 'link:tap2')).toMatchObject({ trunks: [10, 20] });
  });

  it('is not known to whoever may not ask, and never without an uplink', async () => {
    const { stdout } = await patchbay(machine(), 'trace tap1', 'bob');
    expect(stdout).toContain('not known: Open vSwitch’s bridges can’t be read');
  });

  it('moves a port with its VLANs to another bridge, to the kernel’s, and back', async () => {
    const moved = await patchbay(machine(), 'move tap2 ovsbr1 --yes');
    expect(moved.code, moved.stderr).toBe(0);
    const shown = await machine().ssh(
      'ovs-vsctl port-to-br tap2; ovs-vsctl get Port tap2 trunks other_config; ip -o link show tap2',
    );
    expect(shown.stdout).toMatch(/^ovsbr1\n\[10, 20\]\n\{priority-tags=always\}\n.*master ovs-system/);
    const toKernel = await patchbay(machine(), 'move tap2 br0 --yes');
    expect(toKernel.code, toKernel.stderr).toBe(0);
    const { stdout } = await machine().ssh('ip -o link show tap2; ovs-vsctl port-to-br tap2 2>&1');
    expect(stdout).toMatch(/master br0[\s\S]*no port named tap2/);
    const toSwitch = await patchbay(machine(), 'move tap3 ovsbr0 --yes');
    expect(toSwitch.code, toSwitch.stderr).toBe(0);
    expect((await machine().ssh('ovs-vsctl port-to-br tap3')).stdout).toBe('ovsbr0\n');
  });

  it('sets a port’s VLANs in one transaction, leads back, and on again', async () => {
    proves({ edit: 'switch-vlans', live: true, undo: true, redo: true, by: ['ovs-vsctl'] });
    const engine = await MachineEngine.open(machine());
    const shown = () => engine.ovsVsctl('get Port tap1 tag trunks vlan_mode');
    const set = { kind: 'switch-vlans', port: linkId('tap1'), mode: 'native-untagged' } as const;
    const plan = await engine.apply({ ...set, tag: 20, trunks: [30, 31] });
    expect(plan.steps.map(({ command }) => command.argv.join(' '))).toEqual([
      'ovs-vsctl --timeout=30 -- set Port tap1 tag=20 trunks=30,31 vlan_mode=native-untagged',
    ]);
    expect(await shown()).toBe('20\n[30, 31]\nnative-untagged\n');
    await engine.undo();
    expect(await shown()).toBe('10\n[]\n[]\n');
    await engine.redo();
    expect(await shown()).toBe('20\n[30, 31]\nnative-untagged\n');
    await engine.undo();

    await engine.apply({ kind: 'switch-vlans', port: linkId('ovsbr0'), mode: 'access', tag: 7, trunks: [] });
    expect(await engine.ovsVsctl('get Port ovsbr0 tag')).toBe('7\n');
    await engine.undo();
    expect(await engine.ovsVsctl('get Port ovsbr0 tag')).toBe('[]\n');
    await engine.stop();
  });

  it('gives a port that left Open vSwitch back what was set on it', async () => {
    const engine = await MachineEngine.open(machine());
    const shown = async () =>
      [
        await engine.ovsVsctl('get Port tap5 tag external_ids other_config qos'),
        await engine.ovsVsctl('get Interface tap5 external_ids mtu_request ofport_request'),
        await engine.ovsVsctl('port-to-br tap5'),
      ].join('');
    const before = await shown();
    expect(before).toContain('iface-id');
    await engine.apply({ kind: 'move', cable: linkId('tap5'), to: linkId('br0') });
    expect(await engine.ip('-o link show dev tap5')).toContain('master br0');
    expect(await engine.ovsVsctl('port-to-br tap5')).toContain('no port named tap5');
    await engine.undo();
    expect(await shown()).toBe(before);
    await engine.stop();
  });

  it('was begun when Patchbay ended, is found by the next start, and led back', async () => {
    const state = await mkdtemp(join(tmpdir(), 'patchbay-cut-'));
    const journal = () => journalFor({ historyKey: 'local' }, state);
    try {
      // The port has left Open vSwitch, and what would come after that is never answered: as if Patchbay had ended there.
      let last: Promise<unknown> | null = null;
      const host = await machineHost(machine());
      const cut = await MachineEngine.open(
        machine(),
        {
          ...host,
          run(command, limits) {
            if (last !== null) return new Promise(() => {});
            const ran = host.run(command, limits);
            if (command.argv.includes('del-port')) last = ran;
            return ran;
          },
        },
        journal(),
      );
      const edit = { kind: 'move', cable: linkId('tap5'), to: linkId('br0') } as const;
      void cut.engine.apply(granted(await cut.plan(edit)).id);
      await expect.poll(() => last, { timeout: 60_000 }).not.toBeNull();
      await last;

      const next = await MachineEngine.open(machine(), host, journal());
      expect(await next.ovsVsctl('port-to-br tap5')).toContain('no port named');
      const [found] = next.engine.history().interrupted ?? [];
      expect(found).toMatchObject({ found: 'between' });
      const back = granted(next.engine.past.planUndo(found?.id ?? ''));
      expect((await next.engine.apply(back.id)).outcome).toBe('done');
      expect(await next.ovsVsctl('get Port tap5 tag')).toBe('50\n');
      expect(await next.ovsVsctl('get Interface tap5 external_ids')).toContain('iface-id=five');
      await next.stop();
    } finally {
      await rm(state, { recursive: true });
    }
  });

  it('has libvirt set the VLANs of a port that libvirt makes, now and at each start', async () => {
    proves({ edit: 'switch-vlans', live: true, undo: true, by: ['ovs-vsctl', 'virsh'] });
    await play(machine(), 'openvswitchVm.sh');
    const engine = await MachineEngine.open(machine());
    const shown = () => engine.ovsVsctl('get Port vmtap0 tag trunks vlan_mode');
    expect(await shown()).toBe('10\n[]\n[]\n');
    const port = linkId('vmtap0');
    await engine.apply({ kind: 'switch-vlans', port, mode: 'native-untagged', tag: 20, trunks: [30] });
    expect(await shown()).toBe('20\n[20, 30]\nnative-untagged\n');
    expect(await engine.virsh('dumpxml --inactive ovsvm')).toMatch(/<tag id='20' nativeMode='untagged'\/>/);
    await engine.undo();
    expect(await shown()).toBe('10\n[]\n[]\n');
    expect(await engine.virsh('dumpxml --inactive ovsvm')).toMatch(/<vlan>\s*<tag id='10'\/>/);

    // Somebody else takes it elsewhere.
    await engine.ovsVsctl('set Port vmtap0 tag=99');
    await engine.read();
    const [found] = repairsOf(engine.engine.current().topology, port);
    expect(found?.conflict.message).toContain('vmtap0 is in VLAN 99 (untagged), but libvirt has VLAN 10');
    const [repair] = found?.repairs ?? [];
    if (repair === undefined) throw new Error('no repair is offered');
    await engine.apply(repair.edit);
    expect(await shown()).toBe('10\n[]\n[]\n');
    await engine.undo();
    expect(await shown()).toBe('99\n[]\n[]\n');
    await engine.stop();
  });
});
