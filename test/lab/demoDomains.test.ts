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
} from './support/twin.ts';

const MAC = '52:54:00:0d:e0:11';
const OTHER = '52:54:00:0d:e0:12';

/** What is asked of both hosts, in this order: each request finds what the ones before it left. */
function requests({ guest, off }: LabNames): readonly Request[] {
  const device = (verb: string, domain: string, xml: string, ...flags: string[]): Request => [
    ['virsh', '-c', 'qemu:///system', `${verb}-device`, domain, '/dev/stdin', ...flags],
    xml,
  ];
  const vnic = (type: string, source: string, model = 'virtio', mac = MAC) =>
    `<interface type='${type}'><mac address='${mac}'/>${source}<model type='${model}'/></interface>`;
  const tap = (name: string) => vnic('ethernet', `<target dev='${name}' managed='no'/>`);
  const direct = (dev: string, mode: string, mac?: string) =>
    vnic('direct', `<source dev='${dev}' mode='${mode}'/>`, undefined, mac);
  const bridge = (name: string, model?: string, mac?: string) =>
    vnic('bridge', `<source bridge='${name}'/>`, model, mac);

  return [
    // a TAP that is there already
    device('attach', guest, tap('tap-loose'), '--live', '--config'),
    device('attach', guest, tap('tap-loose'), '--live'),
    device('attach', guest, tap('enp4s0'), '--live'),
    device('attach', guest, tap('nope'), '--live'),
    device('attach', guest, vnic('ethernet', "<target dev='tap-loose'/>"), '--live'),
    device('detach', guest, tap('tap-loose'), '--live', '--config'),
    device('attach', off, tap('nope'), '--config'),
    device('detach', off, tap('nope'), '--config'),
    // macvtap, in each mode
    // libvirt leaves the pNIC with the MAC that it was to hand through: one that nothing else here has.
    device('attach', guest, direct('enp4s0', 'passthrough', '52:54:00:0d:e0:13'), '--live'),
    device('attach', guest, direct('enp4s0', 'odd'), '--live'),
    device('attach', guest, direct('nope', 'bridge'), '--live'),
    device('attach', guest, direct('enp3s0', 'bridge'), '--live'),
    device('attach', guest, vnic('direct', "<source mode='bridge'/>"), '--live'),
    ...['bridge', 'vepa', 'private'].flatMap((mode): Request[] => [
      device('attach', guest, direct('enp4s0', mode), '--live', '--config'),
      [['ip', 'link', 'set', 'dev', 'enp4s0', 'master', 'br1']],
      device('detach', guest, direct('enp4s0', mode), '--live', '--config'),
    ]),
    // another model or MAC, for the next boot
    device('attach', off, bridge('br0'), '--config'),
    device('update', off, bridge('br0', 'e1000e'), '--config'),
    device('update', off, bridge('br0', 'nonsense'), '--config'),
    device('update', off, bridge('br0', 'virtio', OTHER), '--config'),
    device('detach', off, bridge('br0'), '--config'),
    device('attach', off, bridge('br0', 'e1000', OTHER), '--config'),
    device('detach', off, bridge('br0', 'e1000', OTHER), '--config'),
  ];
}

/** Where the vNICs of both VMs are, now and at the next boot; and what backs those that the requests made. */
function looking({ guest, off }: LabNames): (host: Host) => Promise<string> {
  return async (host) => {
    const script = [guest, off].map((domain) => `domiflist ${domain}; domiflist ${domain} --inactive`);
    const shown = await answerOf(host, [['virsh', '-q', '-c', 'qemu:///system', script.join('; ')]]);
    const text = await answerOf(host, [['ip', '-j', '-d', 'link', 'show']]);
    const links = JSON.parse(text.slice(text.indexOf('\n') + 1)) as Record<string, unknown>[];
    const made = links
      .filter(({ ifname, link }) => ifname === 'tap-loose' || link === 'enp4s0')
      .map(({ ifname, link, flags, master, linkinfo }) => {
        const { info_data } = linkinfo as { info_data?: { mode?: string } };
        return [ifname, link, (flags as string[]).includes('UP'), master, info_data?.mode];
      });
    // Which was made first is no part of the answer: a test before may have had the TAP made anew.
    return `${shown}${JSON.stringify(made.toSorted((one, other) => String(one).localeCompare(String(other))))}`;
  };
}

describeInLab('the demo host', () => {
  afterEach(resetLab);

  test('answers each request on VMs and their vNICs as libvirt does', async () => {
    await guestIsUp();
    const names = {
      guest: await uuidOf('guest'),
      tap: await liveTapOf('guest', GUEST_MAC),
      off: await uuidOf('1'),
      transient: await uuidOf('transient'),
    };
    const real = await transcript(localHost(), requests(names), looking(names));
    const host = demoHost({ lab: simulatedLab(names), pace: 0 });
    const demo = await transcript(host, requests(names), looking(names));
    expect(demo).toEqual(real);
  });
});
