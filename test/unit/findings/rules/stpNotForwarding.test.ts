import { describe, expect, it } from 'vitest';
import { aDomain, anInterface, aPnic } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { bridgeFacts, DB_MAC, inState, lan, lanWith, WEB_MAC } from '../../support/lan.ts';

const CODE = 'stp-not-forwarding';

describe('a port that passes nothing', () => {
  it('is an error where somebody set it so, mended by a command', () => {
    expect(foundOn(CODE, lanWith({ vnet0: inState('disabled') }))).toMatchObject([
      {
        severity: 'error',
        title: 'web’s net0 passes no frames: its port is disabled',
        evidence: ['ip -d link: vnet0 has state disabled on br0'],
        repairs: [{ commands: [['bridge', 'link', 'set', 'dev', 'vnet0', 'state', 'forwarding']] }],
      },
    ]);
  });

  it('is an error where STP has blocked the only way out, and no command is told for that', () => {
    const blocked = lanWith({ br0: bridgeFacts({ stp: true }), eno1: inState('blocking') });
    expect(foundOn(CODE, blocked)).toMatchObject([
      {
        severity: 'error',
        title: 'eno1, an uplink of br0, passes no frames: its port is blocked',
        repairs: [],
      },
    ]);
  });

  it('is info while STP has just started: it ends without anybody’s doing', () => {
    const started = lanWith({ br0: bridgeFacts({ stp: true }), vnet0: inState('listening') });
    const [found] = foundOn(CODE, started);
    expect(found).toMatchObject({ severity: 'info', repairs: [] });
    expect(found?.why).toContain('in at most 30 seconds');
    const learning = lanWith({ br0: bridgeFacts({ stp: true }), vnet0: inState('learning') });
    expect(foundOn(CODE, learning)[0]?.why).toContain('in at most 15 seconds');
  });

  it('is info where the guest has another port there that forwards', () => {
    const nics = [
      anInterface({ bridge: 'br0' }, { mac: WEB_MAC, targetDev: 'vnet0' }),
      anInterface({ bridge: 'br0' }, { mac: DB_MAC, targetDev: 'vnet1' }),
    ];
    const links = lanWith({ br0: bridgeFacts({ stp: true }), vnet1: inState('blocking') });
    expect(foundOn(CODE, { ...links, domains: [aDomain('web', nics)] })).toMatchObject([
      { severity: 'info' },
    ]);
  });
});

it('is nothing where another uplink forwards, without a carrier, of an idle port, or without a state', () => {
  const stp = { br0: bridgeFacts({ stp: true }) };
  const second = aPnic('eno2', 'br0', inState('blocking'));
  expect(toldOn(CODE, lanWith(stp, second))).toEqual([]);
  expect(toldOn(CODE, lanWith({ vnet0: { ...inState('disabled'), carrier: false } }))).toEqual([]);
  expect(toldOn(CODE, lanWith({ vnet0: { bridgePort: null } }))).toEqual([]);
  expect(toldOn(CODE, { ...lanWith({ eno1: inState('disabled') }), domains: [], routes: [] })).toEqual([]);
  expect(toldOn(CODE, lan)).toEqual([]);
});

it('is nothing on a bridge that is down, whose ports the kernel disables', () => {
  expect(toldOn(CODE, lanWith({ br0: { up: false }, vnet0: inState('disabled') }))).toEqual([]);
});
