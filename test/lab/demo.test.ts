import { afterEach, expect, test } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { describeInLab, guestIsUp, liveTapOf, resetLab, uuidOf } from './support/lab.ts';
import {
  answerOf,
  GUEST_MAC,
  type LabNames,
  type Request,
  simulatedLab,
  transcript,
  virsh,
} from './support/twin.ts';

const NEW = '52:54:00:0d:e0:01';

/** What is asked of both hosts, in this order: each request finds what the ones before it left. */
function requests({ guest, tap, off, transient }: LabNames): readonly Request[] {
  const batch = (script: string): Request => [['virsh', '-r', '-q', '-c', 'qemu:///system', script]];
  const readOnly = (...args: string[]): Request => [['virsh', '-r', '-c', 'qemu:///system', ...args]];
  const ip = (...args: string[]): Request => [['ip', 'link', 'set', 'dev', ...args]];
  const device = (verb: string, domain: string, xml: string, ...flags: string[]): Request => [
    ['virsh', '-c', 'qemu:///system', `${verb}-device`, domain, '/dev/stdin', ...flags],
    xml,
  ];
  const vnic = (type: string, source: string, more = "<model type='virtio'/>", mac = GUEST_MAC) =>
    `<interface type='${type}'><mac address='${mac}'/>${source}${more}</interface>`;
  const bridge = (name: string, more?: string, mac?: string) =>
    vnic('bridge', `<source bridge='${name}'/>`, more, mac);
  const network = (name: string, more?: string, mac?: string) =>
    vnic('network', `<source network='${name}'/>`, more, mac);
  const live = (xml: string) => device('update', guest, xml, '--live');
  const config = (xml: string) => device('update', guest, xml, '--config');
  const fresh = (more?: string) => bridge('br1', more, NEW);

  return [
    // re-plugging, and what is refused
    live(bridge('br1')),
    live(network('default')),
    live(network('hostbr')),
    live(bridge('br1')),
    live(bridge('nope')),
    live(network('nope')),
    live(network('asleep')),
    live(vnic('direct', "<source dev='enp4s0' mode='bridge'/>")),
    live(vnic('user', '')),
    live(bridge('br1', "<model type='e1000'/>")),
    live(bridge('br1', '')),
    live(bridge('br1', "<model type='virtio'/><target dev='other'/>")),
    live(bridge('br1', "<model type='virtio'/><mtu size='1400'/>")),
    live(bridge('br1', undefined, NEW)),
    live(bridge('br1', "<model type='virtio'/><alias name='net7'/>")),
    // moved behind libvirt's back
    live(bridge('br0')),
    ip(tap, 'master', 'br1'),
    live(bridge('br0')),
    live(network('default')),
    ip(tap, 'nomaster'),
    live(bridge('br0')),
    live(network('default')),
    ip(tap, 'nomaster'),
    live(bridge('br1')),
    ip(tap, 'master', 'enp4s0'),
    ip(tap, 'master', 'nope'),
    ip('nope', 'up'),
    ip(tap, 'master', 'br1'),
    // the definition
    config(bridge('br1')),
    config(bridge('nope')),
    config(network('nope')),
    config(bridge('br1', undefined, NEW)),
    device('update', guest, bridge('nope'), '--live', '--config'),
    device('update', guest, bridge('br0'), '--live', '--config'),
    device('update', off, bridge('br0'), '--live'),
    device('update', transient, bridge('br0'), '--config'),
    device('detach', off, bridge('br0', undefined, NEW), '--config'),
    device('attach', off, fresh(), '--config'),
    device('attach', off, fresh(), '--live'),
    device('detach', off, fresh(), '--config'),
    // attaching and detaching
    device('attach', guest, bridge('nope'), '--live'),
    device('attach', guest, network('asleep'), '--live'),
    device('attach', guest, fresh("<model type='nope'/>"), '--live'),
    device('attach', guest, fresh("<target dev='br0'/>"), '--live'),
    device('attach', guest, vnic('ethernet', "<target dev='nope' managed='no'/>", ''), '--live'),
    device('attach', guest, vnic('ethernet', "<target managed='no'/>", ''), '--live'),
    device('attach', guest, bridge('br1', '', '53:54:00:00:00:01'), '--live'),
    device('attach', guest, "<interface type='bridge'/>", '--live'),
    device('attach', guest, "<interface type='odd'/>", '--live'),
    device('attach', guest, '<odd/>', '--live'),
    device('attach', guest, fresh(), '--live', '--config'),
    device('attach', guest, fresh(''), '--live'),
    device('detach', guest, fresh(), '--live'),
    device('detach', guest, fresh("<alias name='net2'/>"), '--live'),
    device('detach', guest, fresh(), '--live', '--config'),
    // links, rights, and virsh itself
    live(bridge('br0', "<model type='virtio'/><link state='down'/>")),
    live(bridge('br0', "<model type='virtio'/><link state='up'/>")),
    config(bridge('br0', "<model type='virtio'/><link state='down'/>")),
    [readOnly('update-device', guest, '/dev/stdin', '--live')[0], bridge('br1')],
    readOnly('domifaddr', guest, '--source', 'agent'),
    virsh('domifaddr', off, '--source', 'agent'),
    virsh('update-device', guest, '/nope', '--live'),
    virsh('update-device', 'nope', '/dev/stdin', '--live'),
    virsh('domstate', guest),
    virsh('domstate', 'nope'),
    virsh('net-dumpxml', 'nope'),
    virsh('uri'),
    batch(`echo 'a;b'; domstate ${guest}; echo "it's" \\;; domstate nope; echo c`),
    batch('echo a; frobnicate'),
    batch('echo a; list --sideways'),
    batch('domiflist'),
    batch('list surplus'),
    batch('echo "half'),
  ];
}

/** Where the guest's vNICs and its TAP are. */
function looking({ guest, tap }: LabNames): (host: Host) => Promise<string> {
  return async (host) => {
    const script = `domiflist ${guest}; domiflist ${guest} --inactive`;
    const shown = await answerOf(host, [['virsh', '-q', '-c', 'qemu:///system', script]]);
    const links = await answerOf(host, [['ip', '-j', 'link', 'show', 'dev', tap]]);
    return `${shown}${/"master":"[^"]*"/.exec(links)?.[0] ?? 'no master'}`;
  };
}

describeInLab('the demo host', () => {
  afterEach(resetLab);

  test('answers each request of an edit as libvirt and the kernel do, and is left as they are', async () => {
    await guestIsUp();
    const names = {
      guest: await uuidOf('guest'),
      tap: await liveTapOf('guest', GUEST_MAC),
      off: await uuidOf('1'),
      transient: await uuidOf('transient'),
    };
    const real = await transcript(localHost(), requests(names), looking(names));
    const demo = await transcript(
      demoHost({ lab: simulatedLab(names), pace: 0 }),
      requests(names),
      looking(names),
    );
    expect(demo).toEqual(real);
  });
});
