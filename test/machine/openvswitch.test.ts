import { beforeEach, describe, expect, it } from 'vitest';
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
});
