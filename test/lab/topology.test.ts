import { afterEach, expect, it } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import {
  describeInLab,
  guestIsUp,
  ip,
  liveTapOf,
  liveTapsOf,
  masterOf,
  resetLab,
  until,
  uuidOf,
} from './support/lab.ts';

async function readTopology(): Promise<Topology> {
  const host = localHost();
  try {
    return buildTopology(await new Reader(host).read(), 1);
  } finally {
    await host.close();
  }
}

/** What a trace prints; libvirt numbers its TAPs and macvtaps anew with each start. */
function lines(topology: Topology, query: string): string[] {
  return trace(topology, query).paths.map(({ nodes }) =>
    traceLine(topology, nodes).replace(/(vnet|macvtap)\d+/, '$1N'),
  );
}

function conflictsOf(topology: Topology): string[] {
  return topology.edges.flatMap(({ id, conflicts }) => conflicts.map(({ code }) => `${code} ${id}`));
}

describeInLab('the topology of the lab', () => {
  afterEach(resetLab, 180_000);

  it('is what the lab was built as', async () => {
    const topology = await readTopology();
    const vms = topology.nodes.filter(({ kind }) => kind === 'vm').map(({ id }) => id);
    expect(vms.flatMap((vm) => lines(topology, vm)).sort()).toEqual(
      [
        '<script>alert("Köln ✓")<script> › 52:54:00:ee:00:01 (virtio) › vnetN › virbr0 (NAT) › br0 › enp3s0',
        '1 › 52:54:00:cc:00:01 (virtio) › br0 (at the next boot) › enp3s0',
        '1 › 52:54:00:cc:00:02 (e1000) › default (at the next boot) › virbr0 (NAT) › br0 › enp3s0',
        'bare › 52:54:00:ae:00:01 (e1000) › tap0 › br1 › no uplink',
        'deaf › 52:54:00:ad:00:01 (virtio) › vnetN › br1 › no uplink',
        'deaf › 52:54:00:ad:00:02 (e1000) › vnetN › virbr0 (NAT) › br0 › enp3s0',
        'guest › 52:54:00:ac:00:01 (virtio) › vnetN › virbr0 (NAT) › br0 › enp3s0',
        `it's "q" › 52:54:00:aa:00:01 (virtio) › clone-tap › br0 › enp3s0`,
        `it's "q" › fe:54:00:bb:00:02 (e1000) › vnetN › virbr2 (routed) › br0 › enp3s0`,
        'paused-vm › 52:54:00:dd:00:01 (virtio) › vnetN › br-storage › vxlan100',
        'transient › 52:54:00:ab:00:01 (virtio) › vnetN › virbr1 › no uplink',
        'twins › 52:54:00:ff:00:01 (virtio) › vnetN › br0 › enp3s0',
        'twins › 52:54:00:ff:00:01 (virtio) › vnetN › br1 › no uplink',
        'web 01 › 52:54:00:aa:00:01 (virtio) › vnetN › br0 › enp3s0',
        'web 01 › 52:54:00:aa:00:02 (virtio) › vnetN › virbr1 › no uplink',
        'web 01 › 52:54:00:aa:00:03 (virtio) › macvtapN › enp4s0',
        'web 01 › 52:54:00:aa:00:04 (e1000) › QEMU’s own user network',
        'web 01 › 52:54:00:aa:00:05 (virtio, link down) › vnetN › br1 › no uplink',
      ].sort(),
    );
    expect(lines(topology, 'tap-loose')).toEqual(['tap-loose › not connected to any bridge']);
    expect(lines(topology, 'tap-plugged')).toEqual(['tap-plugged › br1 › no uplink']);
    expect(lines(topology, 'vethc0de42a')).toEqual([
      expect.stringMatching(/^container › [0-9a-f:]{17} \(veth\) › vethc0de42a › br0 › enp3s0$/),
    ]);
    expect(conflictsOf(topology)).toEqual([]);
  });

  it('has each TAP where virsh and ip have it, and known by its open descriptor', async () => {
    const topology = await readTopology();
    for (const vm of [
      'web 01',
      `it's "q"`,
      'twins',
      'deaf',
      'transient',
      '<script>alert("Köln ✓")<script>',
    ]) {
      const uuid = await uuidOf(vm);
      const vnics = topology.nodes.flatMap((node) =>
        node.kind === 'vnic' && node.vm === `vm:${uuid}` ? [node] : [],
      );
      const told = await liveTapsOf(vm);
      expect(vnics.map(({ mac, tap }) => ({ mac, tap }))).toEqual(told);
      for (const { tap } of told.filter((one) => one.tap !== null && !one.tap.startsWith('macvtap'))) {
        const port = topology.edges.find((edge) => edge.kind === 'port' && edge.from === `link:${tap}`);
        expect(port?.to).toBe(`link:${await masterOf(tap ?? '')}`);
        const backs = topology.edges.find((edge) => edge.kind === 'backs' && edge.to === `link:${tap}`);
        expect(backs?.evidence).toEqual(expect.arrayContaining(['libvirt', 'kernel-fd']));
      }
    }
  });

  it('shows the guest’s address and where its MAC was seen, once it talks', async () => {
    await guestIsUp();
    const cable = await until('the guest has an address and is in the FDB', async () => {
      const topology = await readTopology();
      const backs = topology.edges.find(
        ({ kind, from }) => kind === 'backs' && from.endsWith('52:54:00:ac:00:01'),
      );
      const vnic = topology.nodes.find(({ id }) => id === backs?.from);
      const address = vnic?.kind === 'vnic' ? vnic.ips[0] : undefined;
      return address !== undefined && backs?.evidence.includes('fdb') ? { address } : null;
    });
    expect(cable.address).toMatch(/^192\.168\.122\.\d+$/);
  });

  it('says so when somebody re-plugs or unplugs a TAP behind libvirt’s back', async () => {
    const tap = await liveTapOf('paused-vm', '52:54:00:dd:00:01');
    const vnic = `vnic:${await uuidOf('paused-vm')}/52:54:00:dd:00:01`;
    await ip('link', 'set', 'dev', tap, 'master', 'br1');
    expect(conflictsOf(await readTopology())).toEqual([
      `next-boot defined:${vnic}→link:br-storage`,
      `other-bridge port:link:${tap}→link:br1`,
    ]);
    await ip('link', 'set', 'dev', tap, 'nomaster');
    expect(conflictsOf(await readTopology())).toEqual([
      `orphaned backs:${vnic}→link:${tap}`,
      `next-boot defined:${vnic}→link:br-storage`,
    ]);
  });
});
