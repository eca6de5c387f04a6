import { describe, expect, it } from 'vitest';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { linkId } from '#shared/topology/model.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { MachineEngine } from './support/machineEngine.ts';
import { machineWith, play } from './support/onMachine.ts';

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
const tagged = (first: number, last = first): VlanRange => ({ first, last, pvid: false, untagged: false });

describe('the VLANs of a real kernel’s ports', () => {
  const machine = machineWith('networkd');
  /** What the kernel itself prints: `10 PVID Egress Untagged`, `20-24`, … */
  const shown = async (port: string) => {
    const { stdout } = await machine().ssh(`bridge -compressvlans vlan show dev ${port}`);
    const lines = stdout.trim().split('\n').slice(1);
    return lines.map((line) => line.replace(port, '').trim().replace(/\s+/g, ' '));
  };

  it('are set, with the PVID moved, and are as they were after the undo', async () => {
    await play(machine(), 'vlans.sh');
    const before = await shown('tap-v1');
    expect(before).toEqual(['10 PVID Egress Untagged', '20-29']);
    const engine = await MachineEngine.open(machine());
    const port = linkId('tap-v1');
    const plan = await engine.apply({
      kind: 'port-vlans',
      link: port,
      vlans: [tagged(10), tagged(20, 24), untagged(30)],
    });
    expect(plan.steps.map(({ command }) => command.argv.join(' '))).toEqual([
      'bridge vlan del dev tap-v1 vid 25-29',
      'bridge vlan add dev tap-v1 vid 10',
      'bridge vlan add dev tap-v1 vid 30 pvid untagged',
    ]);
    expect(await shown('tap-v1')).toEqual(['10', '20-24', '30 PVID Egress Untagged']);
    expect([...vlanReach(engine.engine.current().topology, 30)].toSorted()).toEqual(
      ['link:br-trunk', 'link:tap-v1', 'link:trunk0'].toSorted(),
    );
    await engine.undo();
    expect(await shown('tap-v1')).toEqual(before);

    const host = linkId('br-trunk');
    await engine.apply({ kind: 'port-vlans', link: host, vlans: [untagged(1), tagged(20)] });
    expect(await shown('br-trunk')).toEqual(['1 PVID Egress Untagged', '20']);
    await engine.undo();
    expect(await shown('br-trunk')).toEqual(['1 PVID Egress Untagged']);

    const refused = await engine.plan({ kind: 'port-vlans', link: linkId('tap-p'), vlans: [untagged(10)] });
    expect(refused).toMatchObject({
      ok: false,
      refusal: { why: expect.stringContaining('doesn’t filter VLANs') },
    });
  });
});
