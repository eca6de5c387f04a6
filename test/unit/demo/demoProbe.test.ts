import { afterEach, expect, it, vi } from 'vitest';
import { Engine } from '#electron/engine/engine.ts';
import { graphOf } from '#shared/topology/graph.ts';
import { probeFor } from '#shared/topology/probe.ts';
import { quickDemo } from './asking.ts';
import { vnic } from './engineOnDemo.ts';

const haiku = 'vnic:qemu-haiku-nightly/52:54:00:be:05:05';
let engine: Engine;

async function opened(): Promise<Engine> {
  engine = new Engine(quickDemo().host, { pollMs: () => 60_000, lock: async () => 'none' });
  engine.start();
  await engine.refresh();
  // Processes are looked for apart from what a refresh waits for.
  await vi.waitFor(() => expect(graphOf(engine.current().topology).nodes.has(haiku)).toBe(true));
  return engine;
}
afterEach(() => engine.stop());

function ipsOf(id: string): readonly string[] {
  const node = engine.current().topology.nodes.find((one) => one.id === id);
  return node?.kind === 'vnic' ? node.ips : [];
}

it('finds the address of a guest that the host had not heard from', async () => {
  await opened();
  expect(ipsOf(haiku)).toEqual([]);
  const probe = probeFor(engine.current().topology, haiku);
  expect(probe).toMatchObject({ bridge: 'br0', subnet: '192.168.1.0/24' });
  expect(await engine.findAddress(haiku, '192.168.1.0/24')).toEqual(['192.168.1.66']);
  expect(ipsOf(haiku)).toEqual(['192.168.1.66']);
});

it('sends nothing for another subnet than was shown, nor where it can’t ask', async () => {
  await opened();
  await expect(engine.findAddress(haiku, '192.168.2.0/24')).rejects.toThrow('has changed meanwhile');
  await expect(engine.findAddress(vnic('windows-xp'), '')).rejects.toThrow('no IPv4 address on br-lab');
});

it('asks for one at a time', async () => {
  await opened();
  const first = engine.findAddress(haiku, '192.168.1.0/24');
  await expect(engine.findAddress(haiku, '192.168.1.0/24')).rejects.toThrow('Another address');
  await first;
});
