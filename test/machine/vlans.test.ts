import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { linkId } from '#shared/topology/model.ts';
import { vlanReach } from '#shared/topology/vlanReach.ts';
import { proves } from '../lab/support/proves.ts';
import { repairsOf } from '../unit/support/differences.ts';
import { MachineEngine } from './support/machineEngine.ts';
import { machineWith, play } from './support/onMachine.ts';

const untagged = (id: number): VlanRange => ({ first: id, last: id, pvid: true, untagged: true });
const tagged = (first: number, last = first): VlanRange => ({ first, last, pvid: false, untagged: false });

describe('the VLANs of a real kernel’s ports', () => {
  const machine = machineWith('networkd');
  let engine: MachineEngine;
  const shown = (port: string) => engine.vlans(port);

  beforeAll(async () => {
    await play(machine(), 'vlans.sh');
    engine = await MachineEngine.open(machine());
  });
  afterAll(() => engine?.stop());

  it('are set, with the PVID moved, and are as they were after the undo', async () => {
    proves({ edit: 'port-vlans', live: true, undo: true, redo: true, by: ['bridge'] });
    const before = await shown('tap-v1');
    expect(before).toEqual(['10 PVID Egress Untagged', '20-29']);
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
    const after = ['10', '20-24', '30 PVID Egress Untagged'];
    expect(await shown('tap-v1')).toEqual(after);
    expect([...vlanReach(engine.engine.current().topology, 30)].toSorted()).toEqual(
      ['link:br-trunk', 'link:tap-v1', 'link:trunk0'].toSorted(),
    );
    await engine.undo();
    expect(await shown('tap-v1')).toEqual(before);
    await engine.redo();
    expect(await shown('tap-v1')).toEqual(after);
    await engine.undo();
  });

  it('are set of the host itself, and refused where nothing filters them', async () => {
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

  it('of a VM that are not as libvirt has them on record are told, and repaired', async () => {
    proves({ edit: 'repair vlans-as-recorded', live: true, undo: true, redo: true, by: ['bridge'] });
    const recorded = ['20 PVID Egress Untagged'];
    expect(await shown('vm-tagged')).toEqual(recorded);
    await machine().ssh(
      'bridge vlan del dev vm-tagged vid 20; bridge vlan add dev vm-tagged vid 10 pvid untagged',
    );
    await engine.read();
    const [found] = repairsOf(engine.engine.current().topology, linkId('vm-tagged'));
    expect(found?.conflict.message).toBe(
      'vm-tagged is in VLAN 10 (PVID, untagged), but libvirt has VLAN 20 (PVID, untagged) on record.',
    );
    const [repair] = found?.repairs ?? [];
    if (repair === undefined) throw new Error('no repair is offered');
    await engine.apply(repair.edit);
    expect(await shown('vm-tagged')).toEqual(recorded);
    expect(repairsOf(engine.engine.current().topology, linkId('vm-tagged'))).toEqual([]);
    await engine.undo();
    expect(await shown('vm-tagged')).toEqual(['10 PVID Egress Untagged']);
    await engine.redo();
    expect(await shown('vm-tagged')).toEqual(recorded);
  });
});
