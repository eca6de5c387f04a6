import { describe, expect, it } from 'vitest';
import type { PortSettings } from '#shared/host/portSettings.ts';
import { allSources } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, lanWith, WEB_MAC } from '../../support/lan.ts';

const CODE = 'port-isolated-or-not-learning';

function set(settings: PortSettings) {
  return { slaveKind: 'bridge', bridgePort: { state: 'forwarding', settings } };
}

describe('isolated ports', () => {
  const isolated = set({ isolated: 'on' });

  it('are info of guests that can’t reach each other, as that may be meant so', () => {
    expect(foundOn(CODE, lanWith({ vnet0: isolated, vnet1: isolated }))).toMatchObject([
      {
        severity: 'info',
        title: 'db and web can’t reach each other on br0',
        evidence: ['ip -d link: vnet1 has isolated on', 'ip -d link: vnet0 has isolated on'],
        repairs: [
          {
            commands: [
              ['bridge', 'link', 'set', 'dev', 'vnet1', 'isolated', 'off'],
              ['bridge', 'link', 'set', 'dev', 'vnet0', 'isolated', 'off'],
            ],
          },
        ],
      },
    ]);
  });

  it('are an error where the uplink is one too', () => {
    expect(foundOn(CODE, lanWith({ vnet0: isolated, eno1: isolated }))).toMatchObject([
      {
        severity: 'error',
        title: 'web can’t reach the uplink of br0: both are isolated',
        repairs: [{ commands: [['bridge', 'link', 'set', 'dev', 'eno1', 'isolated', 'off']] }],
      },
    ]);
  });

  it('are nothing where one is alone', () => {
    expect(toldOn(CODE, lanWith({ vnet0: isolated }))).toEqual([]);
  });
});

describe('a port that learns or floods nothing', () => {
  it('is an error where it does neither, and nobody wrote an entry for the guest', () => {
    const deaf = lanWith({ vnet0: set({ learning: 'off', flood: 'off' }) });
    expect(foundOn(CODE, deaf)).toMatchObject([
      {
        severity: 'error',
        title: 'web’s net0: br0 sends it nothing',
        repairs: [{ commands: [['bridge', 'link', 'set', 'dev', 'vnet0', 'learning', 'on', 'flood', 'on']] }],
      },
    ]);
    const entry = { mac: WEB_MAC, link: 'vnet0', master: 'br0', vlan: null, permanent: true };
    expect(toldOn(CODE, { ...deaf, fdb: [entry] })).toEqual([]);
  });

  it('is a warning without broadcasts, and info without learning', () => {
    expect(toldOn(CODE, lanWith({ vnet0: set({ bcast_flood: 'off' }) }))).toEqual([
      'warning: web’s net0: br0 sends it no broadcasts',
    ]);
    expect(toldOn(CODE, lanWith({ vnet0: set({ learning: 'off' }) }))).toEqual([
      'info: web’s net0: br0 doesn’t learn its MAC',
    ]);
  });

  it('is an error of the uplink, unless a program fills its table', () => {
    const blind = lanWith({ eno1: set({ learning: 'off', flood: 'off' }) });
    expect(toldOn(CODE, blind)).toEqual(['error: br0 sends nothing out by eno1']);
    const entry = { mac: '02:00:00:00:00:77', link: 'eno1', master: 'br0', vlan: null, permanent: true };
    expect(toldOn(CODE, { ...blind, fdb: [entry] })).toEqual([]);
  });

  it('is nothing where it only floods nothing, or the table could not be read', () => {
    expect(toldOn(CODE, lan)).toEqual([]);
    expect(toldOn(CODE, lanWith({ vnet0: set({ flood: 'off' }) }))).toEqual([]);
    const sources = allSources({ 'bridge-fdb': 'failed' });
    expect(toldOn(CODE, { ...lanWith({ vnet0: set({ learning: 'off', flood: 'off' }) }), sources })).toEqual(
      [],
    );
  });
});
