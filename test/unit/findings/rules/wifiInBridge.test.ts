import { expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';
import {
  aBridge,
  aDomain,
  aLink,
  aNetwork,
  anInterface,
  aPnic,
  aSnapshot,
  aTap,
} from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan } from '../../support/lan.ts';

const CODE = 'wifi-in-bridge';
const lower = { name: 'wlan0', ifindex: null, netnsId: null };
const linkTraits = { wlan0: { wireless: true }, eno1: { wireless: true } } as const;

function onMacvtap(mode: string) {
  return {
    linkTraits,
    links: [aPnic('wlan0', null), aLink('macvtap0', { infoKind: 'macvtap', macvlanMode: mode, lower })],
    domains: [aDomain('web', [anInterface({ dev: 'wlan0', mode }, { targetDev: 'macvtap0' })])],
  };
}

it('is a warning of a macvtap, whose frames an access point drops', () => {
  expect(foundOn(CODE, onMacvtap('bridge'))).toMatchObject([
    {
      severity: 'warning',
      subject: ['link:wlan0', expect.stringMatching(/^vnic:/)],
      title: 'wlan0 is a Wi-Fi card, and web sends by it',
      evidence: ['/sys/class/net/wlan0/uevent: DEVTYPE=wlan'],
    },
  ]);
});

it('is info in a bridge of the kernel’s, which takes only cards that can', () => {
  expect(toldOn(CODE, { ...lan, linkTraits })).toEqual([
    'info: eno1 is a Wi-Fi card, and db and web send by it',
  ]);
});

it('is nothing where the guest has the card’s own MAC, on a laptop with NAT alone, or of a wired card', () => {
  expect(toldOn(CODE, onMacvtap('passthru'))).toEqual([]);
  const laptop = {
    linkTraits,
    links: [aPnic('wlan0', null), aBridge('virbr0'), aTap('vnet0', 'virbr0')],
    routes: [
      { family: 'inet', destination: 'default', gateway: '192.168.1.1', link: 'wlan0', metric: 600 } as const,
    ],
    networks: [aNetwork('default', { bridge: 'virbr0', addresses: ['192.168.122.1/24'] })],
    domains: [
      aDomain('web', [anInterface({ network: 'default', bridge: 'virbr0' }, { targetDev: 'vnet0' })]),
    ],
  };
  expect(toldOn(CODE, laptop)).toEqual([]);
  expect(toldOn(CODE, lan)).toEqual([]);
});

it('is not checked on a capture without /sys', () => {
  const { linkTraits: _, ...bare } = aSnapshot(lan);
  const { notChecked } = findFindings(bare, buildTopology(bare, 1));
  expect(notChecked.map(({ code }) => code)).toContain(CODE);
});
