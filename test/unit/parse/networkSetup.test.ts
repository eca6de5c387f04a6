import { expect, it } from 'vitest';
import { parseIfupdownLinks } from '#shared/parse/ifupdownLinks.ts';
import { parseNetworkctlLinks } from '#shared/parse/networkctlLinks.ts';
import { parseNmcliDevices } from '#shared/parse/nmcliDevices.ts';
import { fixture, okValue } from './fixture.ts';

it('tells the links that NetworkManager brought up itself, with any profile name', () => {
  expect(okValue(parseNmcliDevices(fixture('parse/nmcli-devices.txt')))).toEqual([
    { link: 'br0', profile: 'my: bridge\\' },
    { link: 'veth0', profile: 'Wired connection 2' },
    { link: 'veth1', profile: 'Wired connection 1' },
  ]);
});

it('leaves out what NetworkManager does not manage, and a link without a profile', () => {
  const text = 'lo:unmanaged:\nenp3s0:disconnected:\nbr1:connected:\nbr0:connected:br0\n';
  expect(okValue(parseNmcliDevices(text))).toEqual([{ link: 'br0', profile: 'br0' }]);
});

it('says so when nmcli printed something else', () => {
  expect(parseNmcliDevices('DEVICE STATE\n')).toMatchObject({
    ok: false,
    message: expect.stringContaining('line 1'),
  });
});

it('tells the links that systemd-networkd configures', () => {
  expect(parseNetworkctlLinks(fixture('parse/networkctl-list.txt'))).toEqual(['br0']);
  expect(parseNetworkctlLinks('  2 br1 bridge - unmanaged\n 10 enp3s0 ether routable configuring\n')).toEqual(
    ['enp3s0'],
  );
});

it('tells the links that /etc/network/interfaces names, each once and without the loopback', () => {
  const text =
    'iface lo inet loopback\niface br0 inet static\n\tiface br0 inet6 auto\n iface enp3s0 inet manual\n';
  expect(parseIfupdownLinks(text)).toEqual({ links: ['br0', 'enp3s0'], leased: [] });
});

it('tells the links that ifupdown gets an IPv4 address by DHCP for', () => {
  const text = 'iface enp0s4 inet dhcp\niface enp0s4 inet6 auto\niface br1 inet6 dhcp\niface br1\n';
  expect(parseIfupdownLinks(text)).toEqual({ links: ['enp0s4', 'br1'], leased: ['enp0s4'] });
});
