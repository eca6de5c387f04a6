import type { Edit } from '#shared/edits/model.ts';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { vnicOf, xmlOf } from '../editing.ts';
import { ip, uuidOf, virsh } from './lab.ts';

// The edits of libvirt's networks and of shut-off vNICs that are killed at each of their points: see killed.test.ts.

const TAP_MAC = '52:54:00:77:00:02';
const OTHER_MAC = '52:54:00:77:00:03';
const ONE = ['52:54:00:cc:00:01', '52:54:00:cc:00:02'] as const;

interface Case {
  readonly name: string;
  edit(): Promise<Edit>;
  /** By step of the edit: whether ip and virsh show it. */
  truth(): Promise<boolean[]>;
}

export const networkCases: readonly Case[] = [
  {
    name: 'a network defined and started',
    edit: async () => ({
      kind: 'network-define',
      name: 'killed net',
      forward: { mode: 'nat', address: '192.168.150.1/24', dhcp: null, dev: null },
      start: true,
      autostart: false,
    }),
    truth: async () => [await isListed('killed net', '--all'), await isListed('killed net')],
  },
  {
    name: 'a network stopped',
    edit: async () => ({ kind: 'network-set', network: networkId('lab net 2'), active: false }),
    truth: async () => [!(await isListed('lab net 2')) && !(await hasLink('virbr1'))],
  },
  {
    name: 'a network deleted while it runs',
    edit: async () => ({ kind: 'network-delete', network: networkId('routed') }),
    truth: async () => [!(await isListed('routed')), !(await isListed('routed', '--all'))],
  },
  {
    name: 'a TAP attached to, running and defined',
    edit: async () => ({
      kind: 'attach',
      vm: vmId(await uuidOf('guest')),
      to: linkId('tap-loose'),
      mac: TAP_MAC,
    }),
    truth: async () => [
      (await xmlOf('guest', 'live')).includes(TAP_MAC),
      (await xmlOf('guest', 'config')).includes(TAP_MAC),
    ],
  },
  {
    name: 'a model changed',
    edit: async () => ({
      kind: 'vnic-change',
      cable: await vnicOf('1', ONE[0]),
      model: 'e1000e',
      mac: null,
    }),
    truth: async () => [(await xmlOf('1', 'config')).includes("<model type='e1000e'/>")],
  },
  {
    name: 'a MAC changed of the first of two vNICs',
    edit: async () => ({
      kind: 'vnic-change',
      cable: await vnicOf('1', ONE[0]),
      model: null,
      mac: OTHER_MAC,
    }),
    // Each step takes one out or puts one in, and what it did is not to be seen any more after the last.
    async truth() {
      const states = [ONE.join(), ONE[0], '', OTHER_MAC, `${OTHER_MAC},${ONE[1]}`];
      const macs = (await xmlOf('1', 'config')).matchAll(/<mac address='(.*?)'\/>/g);
      const at = states.indexOf([...macs].map((match) => match[1]).join());
      return [1, 2, 3, 4].map((step) => at >= step);
    },
  },
];

async function isListed(name: string, ...which: string[]): Promise<boolean> {
  const names = await virsh('net-list', '--name', ...which);
  return names.split('\n').some((line) => line.trim() === name);
}

async function hasLink(name: string): Promise<boolean> {
  return (await ip('-o', 'link', 'show', 'dev', name).catch(() => '')) !== '';
}
