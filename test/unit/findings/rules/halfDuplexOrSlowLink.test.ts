import { expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aPnic, aSnapshot } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, lanWith } from '../../support/lan.ts';

const CODE = 'half-duplex-or-slow-link';

it('is info of a card in use at 100 Mbit/s or less, or half duplex', () => {
  const slow = { ...lan, linkSpeeds: { eno1: 100 }, linkTraits: { eno1: { halfDuplex: true } } } as const;
  expect(foundOn(CODE, slow)).toMatchObject([
    {
      severity: 'info',
      subject: ['link:eno1'],
      title: 'eno1 runs at 100 Mbit/s and is half duplex',
      evidence: ['/sys/class/net/eno1/speed: 100', '/sys/class/net/eno1/duplex: half'],
    },
  ]);
  expect(toldOn(CODE, { ...lan, linkSpeeds: { eno1: 10 } })).toEqual(['info: eno1 runs at 10 Mbit/s']);
});

it('is nothing of a fast card, one of unknown speed, Wi-Fi, one without a cable, or one that nobody uses', () => {
  expect(toldOn(CODE, { ...lan, linkSpeeds: { eno1: 1000 } })).toEqual([]);
  expect(toldOn(CODE, lan)).toEqual([]);
  const wireless = { ...lan, linkSpeeds: { eno1: 54 }, linkTraits: { eno1: { wireless: true } } } as const;
  expect(toldOn(CODE, wireless)).toEqual([]);
  expect(toldOn(CODE, { ...lanWith({ eno1: { carrier: false } }), linkSpeeds: { eno1: 10 } })).toEqual([]);
  expect(toldOn(CODE, { ...lanWith({}, aPnic('eno2', null)), linkSpeeds: { eno2: 10 } })).toEqual([]);
});

it('is not checked on a capture without /sys', () => {
  const { linkTraits: _, ...bare } = aSnapshot(lan);
  const { notChecked } = findFindings(bare, buildTopology(bare, 1));
  expect(notChecked.map(({ code }) => code)).toContain(CODE);
});
