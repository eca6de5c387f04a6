import { describe, expect, it } from 'vitest';
import { graphLines } from '#electron/cli/graphText.ts';
import { renderLine } from '#electron/cli/line.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { Finding } from '#shared/findings/finding.ts';
import { buildTopology } from '#shared/topology/build.ts';
import type { Topology } from '#shared/topology/model.ts';
import { aBridge, aDomain, aLink, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';
import { recordedLab } from '../support/snapshot.ts';

const text = (topology: Topology, findings: readonly Finding[] = []) =>
  graphLines(topology, findings).map((line) => renderLine(line, false));

describe('the graph in text', () => {
  const lab = text(buildTopology(recordedLab(), 1));

  it('has every VM with its cables, in columns', () => {
    const from = lab.indexOf('web 01  running');
    expect(lab.slice(from, from + 6)).toEqual([
      'web 01  running',
      '  net0  52:54:00:aa:00:01  virtio             -               vnet3      br0 › enp3s0',
      '  net1  52:54:00:aa:00:02  virtio             -               vnet9      virbr1 › no uplink',
      '  net2  52:54:00:aa:00:03  virtio             -               macvtap0   enp4s0',
      '  net3  52:54:00:aa:00:04  e1000              -               -          QEMU’s own user network',
      '  net4  52:54:00:aa:00:05  virtio, link down  -               vnet11     br1 › no uplink',
    ]);
  });

  it('has the cables that are no VM’s, and the bridges with their way out', () => {
    expect(lab).toContain('  tap-loose    tap   not connected to any bridge');
    expect(lab.find((line) => line.startsWith('  virbr0 '))).toMatch(/NAT › br0 › enp3s0$/);
    expect(lab.find((line) => line.startsWith('  virbr2 '))).toMatch(/routed › br0 › enp3s0$/);
    expect(lab.find((line) => line.startsWith('  asleep '))).toMatch(/network not active$/);
  });

  it('has what leads out of the host, and whether it is connected', () => {
    const lines = text(
      topologyOf({
        links: [
          aPnic('eno1', null),
          aPnic('eno2', null, { carrier: false }),
          aPnic('eno10', null, { up: false }),
        ],
        linkSpeeds: { eno1: 2500 },
        routes: [{ family: 'inet', destination: 'default', gateway: null, link: 'eno1', metric: 0 }],
      }),
    );
    expect(lines.slice(2)).toEqual([
      'Ways out',
      '  eno1   physical NIC  -  2.5 Gbit/s  default route',
      '  eno2   physical NIC  -  no carrier',
      '  eno10  physical NIC  -  down',
    ]);
    expect(lab.filter((line) => /^ {2}enp/.test(line))).toHaveLength(2);
  });

  it('says under a cable what contradicts it', () => {
    const snapshot = aSnapshot({
      links: [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br1')],
      domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0' })])],
    });
    const topology = buildTopology(snapshot, 1);
    const lines = text(topology, findFindings(snapshot, topology).findings);
    expect(lines[2]).toMatch(/^ {4}! /);
    expect(lines.join('\n')).toContain('libvirt has br0 on record');
  });

  it('draws a bond in one line', () => {
    const lines = text(
      topologyOf({
        links: [
          aBridge('br0'),
          aLink('bond0', { infoKind: 'bond', master: 'br0' }),
          aPnic('eno1', 'bond0'),
          aPnic('eno2', 'bond0'),
          aTap('tap0', 'br0'),
        ],
      }),
    );
    expect(lines.find((line) => line.startsWith('  br0 '))).toMatch(/1 port {2}bond0 › eno1, eno2$/);
  });

  it('says so where no VM is known', () => {
    expect(text(topologyOf({}))).toEqual(['No VM is known on this host.']);
  });
});
