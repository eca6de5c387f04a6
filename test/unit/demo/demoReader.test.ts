import { describe, expect, it } from 'vitest';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import { Reader } from '#electron/engine/reader.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { quickDemo } from './asking.ts';

describe('the reader on the demo host', () => {
  it('finds every source in order and all of the homelab', async () => {
    const lab = homelab();
    const { host } = quickDemo();
    const snapshot = await new Reader(host).read();
    expect(snapshot.sources.map(({ name, status, message }) => ({ name, status, message }))).toEqual(
      snapshot.sources.map(({ name }) => ({ name, status: 'ok', message: '' })),
    );
    expect(snapshot.sources).toHaveLength(19);
    expect(snapshot.links).toHaveLength(lab.links.length);
    expect(
      new Set(
        snapshot.domains.map(({ uuid, name, state, persistent, autostart }) => ({
          uuid,
          name,
          state,
          persistent,
          autostart,
        })),
      ),
    ).toEqual(
      new Set(
        lab.domains.map(({ uuid, name, state, persistent, autostart }) => ({
          uuid,
          name,
          state,
          persistent,
          autostart,
        })),
      ),
    );
    expect(snapshot.networks.map((network) => [network.name, network.active]).sort()).toEqual(
      lab.networks.map((network) => [network.name, network.active]).sort(),
    );
    expect(snapshot.leases).toHaveLength(5);
    expect(snapshot.tapHolders).toContainEqual({
      link: 'tap-haiku',
      pid: 6021,
      descriptor: 31,
      program: 'qemu-system-x86_64',
    });
    expect(snapshot.agentAddresses).toContainEqual(
      expect.objectContaining({ mac: '52:54:00:4a:55:10', address: '192.168.1.20' }),
    );
    expect(snapshot.linkSpeeds).toMatchObject({ enp3s0: 1000, enp4s0: 2500, bond0: 20_000 });
  });

  it('finds one broken cable of each kind', async () => {
    const topology = buildTopology(await new Reader(quickDemo().host).read(), 1);
    const broken = topology.edges.flatMap(({ conflicts, from }) =>
      conflicts.map(({ code }) => `${code} ${from}`),
    );
    const vnicOf = (name: string) => {
      const domain = homelab().domains.find((one) => one.name === name);
      return `vnic:${domain?.uuid}/${domain?.live[0]?.mac}`;
    };
    expect(broken).toContain(`orphaned ${vnicOf(`it's "temp"`)}`);
    expect(broken).toContain('other-bridge link:vnet9');
    expect(broken).toContain(`next-boot ${vnicOf('nextcloud')}`);
    const vnics = topology.nodes.filter((node) => node.kind === 'vnic');
    expect(vnics.filter((vnic) => vnic.linkState === 'down')).toHaveLength(1);
    const macs = vnics.map((vnic) => vnic.mac);
    expect(macs.filter((mac, index) => macs.indexOf(mac) !== index)).toEqual(['52:54:00:53:53:53']);
    const dead = topology.nodes.filter((node) => node.kind === 'pnic' && node.up && !node.carrier);
    expect(dead.map((node) => node.name)).toEqual(['enp5s0']);
  });
});
