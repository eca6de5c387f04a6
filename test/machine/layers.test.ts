import { beforeEach, describe, expect, it } from 'vitest';
import { edgesOf, type Graph, graphOf, machineWith, patchbayThere, play } from './support/onMachine.ts';

describe('layers of a real kernel', () => {
  const machine = machineWith('networkd');
  let graph: Graph = { sources: [], nodes: [], edges: [] };
  beforeEach(async () => {
    if (graph.nodes.length > 0) return;
    await play(machine(), 'layers.sh');
    graph = await graphOf(machine(), 'root', patchbayThere);
  });

  const kindOf = (name: string) => graph.nodes.find((node) => node.name === name)?.kind;

  it('are read without a fault', () => {
    const faulty = graph.sources.filter(({ status }) => status !== 'ok');
    expect(faulty).toEqual([]);
  });

  it('are drawn as what they are', () => {
    expect({
      bond0: kindOf('bond0'),
      'bond0.10': kindOf('bond0.10'),
      br10: kindOf('br10'),
      'tap-a1': kindOf('tap-a1'),
      vx42: kindOf('vx42'),
      mvt0: kindOf('mvt0'),
      enp0s5: kindOf('enp0s5'),
    }).toEqual({
      bond0: 'bond',
      'bond0.10': 'vlan',
      br10: 'bridge',
      'tap-a1': 'tap',
      vx42: 'vxlan',
      mvt0: 'macvtap',
      enp0s5: 'pnic',
    });
    expect(edgesOf(graph)).toEqual(
      expect.arrayContaining([
        'member bond0 → enp0s5',
        'member bond0 → enp0s6',
        'lower bond0.10 → bond0',
        'uplink br10 → bond0.10',
        'port tap-a1 → br-trunk',
        'lower br-trunk.10 → br-trunk',
        'uplink br-vx → vx42',
        'lower mvt0 → bond0',
      ]),
    );
  });

  it('are traced from the TAP to the cards behind the bond', async () => {
    await machine().ssh(
      'ip tuntap add tap-b mode tap && ip link set tap-b master br10 && ip link set tap-b up',
    );
    const { stdout } = await patchbayThere(machine(), 'trace tap-b');
    expect(stdout).toMatch(/tap-b › br10 › bond0\.10 › bond0 › enp0s5/);
  });

  it('keep a port’s VLANs over a move to another bridge that filters them, and over its undo', async () => {
    await machine().ssh('ip link add br-other type bridge vlan_filtering 1 && ip link set br-other up');
    const moved = await patchbayThere(machine(), 'move tap-a1 br-other --yes');
    expect(moved.code, moved.stderr).toBe(0);
    const { stdout } = await machine().ssh('bridge vlan show dev tap-a1; ip -o link show tap-a1');
    expect(stdout).toMatch(/10 PVID Egress Untagged/);
    expect(stdout).not.toMatch(/\b1 (PVID|Egress)/);
    expect(stdout).toMatch(/master br-other/);
  });
});
