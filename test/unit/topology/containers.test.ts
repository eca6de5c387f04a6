import { describe, expect, it } from 'vitest';
import { refuseContainer } from '#shared/edits/containers.ts';
import type { PlainEdit } from '#shared/edits/model.ts';
import type { InnerNic, NetNamespace, ToldContainer } from '#shared/host/container.ts';
import { parseDockerNetworks } from '#shared/parse/dockerNetworks.ts';
import { parseInnerNics } from '#shared/parse/innerNics.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { linkId } from '#shared/topology/model.ts';
import { search } from '#shared/topology/search.ts';
import { trace } from '#shared/topology/trace.ts';
import { traceLine } from '#shared/topology/words.ts';
import { fixture, okValue } from '../parse/fixture.ts';
import { edgeOf, nodeOf, topologyOf } from '../support/graph.ts';

// The links and the inside of `blue` are recorded on a whole machine, the other namespaces are hand-written after them.

const links = okValue(parseIpLink(fixture('containers/ip-j-d-link.json')));
const docker = okValue(parseDockerNetworks(fixture('containers/docker-network-inspect.txt')));
const WEB = '91d213ef02ca16c6c0c9dfd706dfee1306990872277beace3044e55037ba3c55';
const CAM = '2da8d466b1de5d9d5c4522ae79861e20a6eaf01a97dbfd56328ddb2817e4fd89';

const ADVICE = { 'libvirt-lxc': /virsh -c lxc/, incus: /incus config device/, lxd: /lxc config device/ };

function nic(over: Partial<InnerNic>): InnerNic {
  const plain = { name: 'eth0', ifindex: 2, mac: null, infoKind: 'veth', master: null, lower: null };
  return { ...plain, up: true, addresses: [], ...over };
}

const outside = (ifindex: number, netnsId = 0) => ({ name: null, ifindex, netnsId });

function namespace(over: Partial<NetNamespace>): NetNamespace {
  return { netnsId: null, pid: null, program: null, name: null, container: null, nics: [], ...over };
}

function told(id: string, name: string, over: Partial<ToldContainer> = {}): ToldContainer {
  const plain = { image: 'box', pod: null, pid: null, isOnHostNetwork: false, isRunning: true };
  return { runtime: 'docker', id, name, ...plain, endpoints: docker.endpoints.get(id) ?? [], ...over };
}

const blue = namespace({
  netnsId: 1,
  name: 'blue',
  nics: okValue(parseInnerNics(fixture('containers/ip-j-d-addr-blue.json'))),
});
const web = namespace({
  netnsId: 5,
  pid: 1060,
  program: 'sleep',
  container: { runtime: 'docker', id: WEB },
  nics: [
    nic({ ifindex: 17, mac: '02:42:ac:11:00:02', lower: outside(18), addresses: ['172.17.0.2'] }),
    // What Docker in Docker would have: a bridge inside, and a veth to a namespace further in.
    nic({ name: 'docker0', ifindex: 3, infoKind: 'bridge' }),
    nic({ name: 'veth7', ifindex: 5, master: 'docker0', lower: outside(4, 1) }),
  ],
});
const cam = namespace({
  netnsId: 7,
  pid: 1296,
  container: { runtime: 'docker', id: CAM },
  nics: [
    nic({
      ifindex: 21,
      mac: '02:42:0a:3c:00:02',
      infoKind: 'macvlan',
      lower: outside(4),
      addresses: ['10.60.0.2'],
    }),
  ],
});

const containers = {
  namespaces: [blue, web, cam],
  told: [
    told(WEB, 'web'),
    told(CAM, 'cam'),
    told('aa'.repeat(32), 'side'),
    told('bb'.repeat(32), 'onhost', { isOnHostNetwork: true }),
  ],
  networks: docker.networks,
};

describe('containers of a recorded host', () => {
  const topology = topologyOf({ links, containers });

  it('are named by their runtimes, and a namespace by itself', () => {
    const found = topology.nodes.flatMap((node) => (node.kind === 'container' ? [[node.id, node.name]] : []));
    expect(found).toEqual([
      ['container:netns/blue', 'blue'],
      ['container:docker/2da8d466b1de', 'cam'],
      ['container:docker/91d213ef02ca', 'web'],
    ]);
    expect(nodeOf(topology, 'container', 'container:docker/91d213ef02ca')).toMatchObject({
      runtime: 'docker',
      hypervisor: 'other',
      image: 'box',
      pid: 1060,
    });
  });

  it('have the NIC that leads out of them, with what is seen inside, and not those that lead further in', () => {
    expect(
      topology.nodes.filter((node) => node.kind === 'vnic' && node.vm.endsWith('91d213ef02ca')),
    ).toMatchObject([
      { name: 'eth0', mac: '02:42:ac:11:00:02', model: 'veth', tap: 'vethb50e049', ips: ['172.17.0.2'] },
    ]);
  });

  it('are joined to the veth that names their namespace and their index', () => {
    const nicId = 'vnic:docker/91d213ef02ca/eth0';
    expect(edgeOf(topology, `backs:${nicId}→link:vethb50e049`).evidence).toEqual(['kernel-lower']);
    expect(edgeOf(topology, 'backs:vnic:netns/blue/eth0→link:veth-blue').evidence).toEqual(['kernel-lower']);
  });

  it('lead to the card that their macvlan sits on', () => {
    expect(edgeOf(topology, 'lower:vnic:docker/2da8d466b1de/eth0→link:enp0s5').evidence).toEqual([
      'kernel-lower',
    ]);
    const [path] = trace(topology, 'cam').paths;
    expect(path && traceLine(topology, path.nodes)).toBe('cam › 02:42:0a:3c:00:02 (macvlan) › enp0s5');
  });

  it('are found by address, and a bridge by the name of Docker’s network', () => {
    expect(search(topology, '172.17.0.2')[0]).toMatchObject({ label: 'web eth0' });
    expect(search(topology, 'apps')[0]).toMatchObject({ node: 'link:br-003d143db2ff' });
  });
});

describe('without root', () => {
  it('a namespace that has a name is known, with the host’s end of its NIC', () => {
    const hidden = { ...containers, namespaces: [{ ...blue, nics: null }], told: [] };
    const topology = topologyOf({ links, containers: hidden });
    expect(nodeOf(topology, 'vnic', 'vnic:netns/blue/if2')).toMatchObject({ mac: null, tap: 'veth-blue' });
  });

  it('a container that its runtime tells of is joined by where its MAC was learned', () => {
    const fdb = [
      { mac: '02:42:ac:11:00:02', link: 'vethb50e049', master: 'docker0', vlan: null, permanent: false },
    ];
    const topology = topologyOf({ links, fdb, containers: { ...containers, namespaces: [] } });
    const nicId = 'vnic:docker/91d213ef02ca/bridge';
    expect(nodeOf(topology, 'vnic', nicId)).toMatchObject({ ips: ['172.17.0.2'] });
    expect(edgeOf(topology, `backs:${nicId}→link:vethb50e049`).evidence).toEqual(['fdb']);
    // It is a macvlan, which Docker’s list of bridges does not hold.
    expect(nodeOf(topology, 'vnic', 'vnic:docker/2da8d466b1de/lan')).toMatchObject({
      model: null,
      source: 'lan',
    });
    const [path] = trace(topology, 'cam').paths;
    expect(path && traceLine(topology, path.nodes)).toBe('cam › 02:42:0a:3c:00:02 › lan › not known further');
    expect(topology.nodes.some(({ name }) => name === 'side' || name === 'onhost')).toBe(false);
  });
});

it.each([
  ['libvirt-lxc', 'my web'],
  ['incus', 'web'],
  ['lxd', 'web'],
] as const)('a container of %s is joined to its veth, and is its runtime’s to change', (runtime, id) => {
  const namespaces = [{ ...web, container: { runtime, id } }];
  const topology = topologyOf({ links, containers: { namespaces, told: [], networks: [] } });
  const node = nodeOf(topology, 'container', `container:${runtime}/${id}`);
  expect(node).toMatchObject({ name: id, runtime, pid: 1060 });
  expect(edgeOf(topology, `backs:vnic:${runtime}/${id}/eth0→link:vethb50e049`).evidence).toEqual([
    'kernel-lower',
  ]);
  const attach = { kind: 'attach', vm: node.id, to: linkId('docker0') } as const;
  expect(refuseContainer(topology, attach as PlainEdit)?.advice).toMatch(ADVICE[runtime]);
});

it('a sandbox with nothing of this host is no container, and what a container makes inside is not another one', () => {
  const sandbox = namespace({ pid: 99, program: 'bwrap', nics: [nic({ infoKind: 'tun', name: 'tap0' })] });
  const service = namespace({ pid: 2000, program: 'polkitd', container: web.container });
  const topology = topologyOf({
    links,
    containers: { ...containers, namespaces: [sandbox, service, web], told: [] },
  });
  const found = topology.nodes.filter(({ kind }) => kind === 'container');
  expect(found).toMatchObject([{ id: 'container:docker/91d213ef02ca', pid: 1060 }]);
});

it('a pod is one guest by its own name, which tells whose network it is', () => {
  const infra = 'cc'.repeat(32);
  const inPod = { runtime: 'podman', pod: 'shop' } as const;
  const pod = { ...web, container: { runtime: 'podman', id: infra } as const };
  const topology = topologyOf({
    links,
    containers: {
      ...containers,
      namespaces: [pod],
      told: [told(infra, '0a-infra', inPod), told('dd'.repeat(32), 'till', inPod)],
    },
  });
  expect(topology.nodes.filter(({ kind }) => kind === 'container')).toMatchObject([
    { name: 'shop', shares: ['0a-infra', 'till'] },
  ]);
});
