import { beforeEach, describe, expect, it } from 'vitest';
import { edgesOf, type Graph, graphOf, machineWith, patchbay, play } from './support/onMachine.ts';

describe('containers of real runtimes', () => {
  const machine = machineWith('networkd');
  let graph: Graph = { sources: [], nodes: [], edges: [] };
  beforeEach(async () => {
    if (graph.nodes.length > 0) return;
    await play(machine(), 'containers.sh');
    // What a runtime does for the first time takes longest.
    await machine().ssh('docker ps; podman ps');
    graph = await graphOf(machine());
  });

  it('are named by their runtimes, whatever started them, and are joined to their veths', () => {
    const containers = graph.nodes.filter(({ kind }) => kind === 'container').map(({ id }) => id);
    expect(containers.map((id) => id.replace(/[0-9a-f]{12}$/, 'ID')).sort()).toEqual([
      'container:docker/ID',
      'container:docker/ID',
      'container:docker/ID',
      'container:lxc/c1',
      'container:netns/blue',
      'container:netns/router',
      'container:nspawn/web-1',
      'container:podman/ID',
    ]);
    expect(edgesOf(graph)).toEqual(
      expect.arrayContaining(['backs eth0 → veth-blue', 'backs host0 → vb-web-1', 'lower eth0 → enp0s5']),
    );
    const names = new Set(graph.nodes.map(({ name }) => name));
    for (const name of ['web', 'db', 'cam', 'pod-web']) expect(names).toContain(name);
    // It shares db’s network, and is no guest of its own; the other has none to itself.
    for (const name of ['side', 'onhost']) expect(names).not.toContain(name);
  });

  it('are found by their addresses, and lead to the card below a macvlan', async () => {
    expect((await patchbay(machine(), 'trace 10.50.0.4')).stdout).toMatch(
      /c1 › 00:16:3e:aa:00:01 \(veth\) › veth\w+ › br-box/,
    );
    expect((await patchbay(machine(), 'trace cam')).stdout).toMatch(/cam › [0-9a-f:]+ \(macvlan\) › enp0s5/);
  });

  it('are moved by their veth, and refused what is their runtime’s', async () => {
    const moved = await patchbay(machine(), 'move db/eth0 br-box --yes');
    expect(moved.code, moved.stderr).toBe(0);
    expect((await machine().ssh('ip -o link show master br-box')).stdout).toMatch(/veth[0-9a-f]{7}@/);
    const refused = await patchbay(machine(), 'detach db/eth0 --dry-run');
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/docker network disconnect/);
  });

  it('that are another user’s are told as not seen, but for names that everybody may read', async () => {
    const { stdout } = await patchbay(machine(), 'graph --json', 'anna');
    const seen = JSON.parse(stdout) as Graph;
    expect(seen.sources.find(({ name }) => name === 'containers')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('belongs to another user'),
    });
    expect(edgesOf(seen)).toContain('backs if2 → veth-blue');
  });
});
