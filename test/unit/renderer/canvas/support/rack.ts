import type { DomainState } from '#shared/host/domain.ts';
import type { ForwardMode } from '#shared/host/network.ts';
import type { Contradiction } from '#shared/topology/contradiction.ts';
import {
  type EdgeKind,
  type Lead,
  type LinkKind,
  type LinkNode,
  linkId,
  type NodeId,
  networkId,
  type Topology,
  type TopologyEdge,
  type TopologyNode,
  type VnicNode,
  vmId,
  vnicId,
} from '#shared/topology/model.ts';

const LEADS: Readonly<Record<LinkKind, Lead>> = {
  tap: 'guest',
  macvtap: 'below',
  bridge: 'below',
  pnic: 'out',
  bond: 'below',
  vlan: 'below',
  vxlan: 'out',
  veth: 'guest',
  'ovs-bridge': 'unread',
  vf: 'out',
  other: 'nowhere',
};

/** Builds topologies by hand, a device at a time. */
export class Rack {
  readonly nodes: TopologyNode[] = [];
  readonly edges: TopologyEdge[] = [];

  topology(): Topology {
    const { nodes, edges } = this;
    const sources = (['ip-link', 'virsh'] as const).map((name) => ({
      name,
      status: 'ok' as const,
      message: '',
      advice: '',
      factsFrom: null,
    }));
    return { host: 'local', revision: 1, takenAt: '2026-01-01T00:00:00.000Z', sources, nodes, edges };
  }

  edge(kind: EdgeKind, from: NodeId, to: NodeId, conflicts: readonly Contradiction[] = []): this {
    this.edges.push({ id: `${kind}:${from}→${to}`, kind, from, to, evidence: ['libvirt'], conflicts });
    return this;
  }

  link(name: string, kind: LinkKind, facts: Partial<LinkNode> = {}): NodeId {
    this.nodes.push({
      id: linkId(name),
      kind,
      name,
      mac: null,
      mtu: 1500,
      operState: 'UP',
      ifindex: this.nodes.length + 1,
      up: true,
      carrier: true,
      master: null,
      slaveKind: '',
      lead: LEADS[kind],
      addresses: [],
      defaultRoute: false,
      altNames: [],
      description: null,
      speed: null,
      holder: null,
      held: 'unknown',
      details: [],
      networks: [],
      portState: null,
      ...facts,
    });
    return linkId(name);
  }

  /** A bridge, with a pNIC as its uplink when one is named. */
  bridge(name: string, uplink?: string, facts: Partial<LinkNode> = {}): NodeId {
    const id = this.link(name, 'bridge', facts);
    if (uplink !== undefined)
      this.edge('uplink', id, this.link(uplink, 'pnic', { speed: 1000, master: name }));
    return id;
  }

  network(name: string, forward: ForwardMode, bridge: string | null, active = true): NodeId {
    const id = networkId(name);
    this.nodes.push({
      id,
      kind: 'network',
      name,
      uuid: name,
      active,
      autostart: false,
      persistent: true,
      forward,
      cards: [],
      bridge,
      addresses: [],
    });
    if (bridge !== null && active) this.edge('realises', id, linkId(bridge));
    return id;
  }

  vm(uuid: string, state: DomainState = 'running', name = `vm ${uuid}`): NodeId {
    const id = vmId(uuid);
    this.nodes.push({
      id,
      kind: 'vm',
      name,
      uuid,
      state,
      active: state !== 'shut off',
      hypervisor: 'libvirt',
      persistent: true,
      autostart: false,
      pid: null,
    });
    return id;
  }

  vnic(vm: string, mac: string, facts: Partial<VnicNode> = {}): NodeId {
    const id = vnicId(vm, mac);
    const count = this.nodes.filter((node) => node.kind === 'vnic' && node.vm === vmId(vm)).length;
    this.nodes.push({
      id,
      kind: 'vnic',
      name: `net${count}`,
      vm: vmId(vm),
      mac,
      model: 'virtio',
      sourceType: 'bridge',
      source: null,
      alias: null,
      linkState: 'up',
      ips: [],
      ipEvidence: [],
      tap: null,
      presence: 'both',
      ...facts,
    });
    this.edge('has', vmId(vm), id);
    return id;
  }

  /** A vNIC with its TAP, plugged into a bridge, or into none. */
  plugged(
    vm: string,
    mac: string,
    tap: string,
    bridge: string | null,
    facts: Partial<VnicNode> = {},
  ): NodeId {
    const id = this.vnic(vm, mac, { tap, source: bridge, ...facts });
    const link = this.link(tap, 'tap', { master: bridge, operState: 'UNKNOWN' });
    this.edge('backs', id, link);
    if (bridge !== null) this.edge('port', link, linkId(bridge));
    return id;
  }
}

/** `52:54:00:00:01:02` for 258. */
export function macOf(number: number): string {
  const hex = number.toString(16).padStart(6, '0');
  return `52:54:00:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`;
}

/** A host with this many running VMs of one or two vNICs each, on the given bridges. */
export function host(vms: number, bridges: readonly string[]): Rack {
  const rack = new Rack();
  bridges.forEach((bridge, index) => {
    rack.bridge(bridge, `enp${index}s0`);
  });
  let count = 0;
  for (let index = 0; index < vms; index += 1) {
    const uuid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    rack.vm(uuid, 'running', `vm-${index}`);
    for (let vnic = 0; vnic <= index % 2; vnic += 1) {
      count += 1;
      const bridge = bridges[(index * 7 + vnic) % bridges.length] ?? null;
      rack.plugged(uuid, macOf(count), `vnet${count}`, bridge);
    }
  }
  return rack;
}
