import { expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import type { VmProcess } from '#shared/host/process.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, vnicId } from '#shared/topology/model.ts';
import { tapMacOf } from '#shared/topology/tapMac.ts';
import { aTap } from '../support/facts.ts';
import { house, mac, WEB } from './support/house.ts';
import { commandsOf, planned, refusalOf } from './support/plans.ts';

const web: VmProcess = {
  pid: 7,
  name: 'web 01',
  uuid: WEB,
  libvirt: true,
  vmm: 'qemu' as const,
  program: 'qemu-system-x86_64',
  nics: [],
};
const net0 = vnicId(WEB, mac(1));

/** The house where web's process holds a TAP that was added on QEMU's monitor. */
const plugged = house({
  links: [...house().links, aTap('taphot', 'br0')],
  vmProcesses: [web],
  tapHolders: [{ link: 'taphot', pid: 7, descriptor: 13 }],
});

it('moves and unplugs a TAP that libvirt doesn’t know by ip, for now only', () => {
  const cable = vnicId(WEB, '#fd13');
  const move = planned(plugged, { kind: 'move', cable, to: linkId('br1') });
  expect(commandsOf(move)).toEqual(['ip link set dev taphot master br1']);
  expect(move.lasts).toBe('now');
  expect(commandsOf(planned(plugged, { kind: 'unplug', cable: linkId('taphot') }))).toEqual([
    'ip link set dev taphot nomaster',
  ]);
});

it.each<Edit>([
  { kind: 'detach', cable: linkId('taphot') },
  { kind: 'link', cable: linkId('taphot'), state: 'down' },
])('refuses to $kind it: that would be libvirt’s', (edit) => {
  expect(refusalOf(plugged, edit).why).toContain('on QEMU’s command line or monitor');
});

/** The house after `ip link set vnet0 name lan0`, where another link is called vnet0 now. */
function renamed(): HostSnapshot {
  const links = house().links.map((each) =>
    each.name === 'vnet0' ? { ...each, name: 'lan0', mac: tapMacOf(mac(1)) } : each,
  );
  return house({
    links: [...links, aTap('vnet0', 'br0')],
    vmProcesses: [web],
    tapHolders: [{ link: 'lan0', pid: 7, descriptor: 30 }],
  });
}

it('moves the TAP itself where libvirt has another name for it, and never what is called so now', () => {
  expect(commandsOf(planned(renamed(), { kind: 'move', cable: net0, to: linkId('br1') }))).toEqual([
    'ip link set dev lan0 master br1',
  ]);
  expect(commandsOf(planned(renamed(), { kind: 'unplug', cable: net0 }))).toEqual([
    'ip link set dev lan0 nomaster',
  ]);
  const away = renamed();
  const moved = {
    ...away,
    links: away.links.map((each) => (each.name === 'lan0' ? { ...each, master: 'br1' } : each)),
  };
  const repair = refusalOf(moved, { kind: 'repair', cable: net0, repair: 'place-as-defined' });
  expect(repair.why).toContain('its TAP is now called lan0');
  expect(repair.advice).toContain('ip link set dev lan0 name vnet0');
});
