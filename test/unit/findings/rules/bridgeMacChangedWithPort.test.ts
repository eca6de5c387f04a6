import { describe, expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aSnapshot } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lanWith } from '../../support/lan.ts';

const CODE = 'bridge-mac-changed-with-port';
const borrowed = lanWith({ br0: { mac: 'fe:54:00:aa:00:01' } });

describe('a bridge’s MAC that is a guest’s port’s', () => {
  it('is a warning where the host goes out by it, and is fixed by a command', () => {
    expect(foundOn(CODE, borrowed)).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:br0', 'link:vnet0'],
        evidence: [
          'ip link: br0 and vnet0 both have fe:54:00:aa:00:01',
          '/sys/class/net/br0/addr_assign_type: nobody has set the MAC',
        ],
        repairs: [{ commands: [['ip', 'link', 'set', 'dev', 'br0', 'address', 'fe:54:00:aa:00:01']] }],
      },
    ]);
  });

  it('is info where the host only has an address there', () => {
    expect(toldOn(CODE, { ...borrowed, routes: [] })).toEqual([
      'info: br0 has the MAC of vnet0, and changes it when that port goes',
    ]);
  });

  it('is nothing where somebody set it, an uplink has it too, or the host has no address there', () => {
    expect(toldOn(CODE, lanWith({}))).toEqual([]);
    expect(toldOn(CODE, { ...borrowed, linkTraits: { br0: { macIsSet: true } } })).toEqual([]);
    const mac = 'fe:54:00:aa:00:01';
    expect(toldOn(CODE, lanWith({ br0: { mac }, eno1: { mac } }))).toEqual([]);
    expect(toldOn(CODE, { ...borrowed, addresses: [] })).toEqual([]);
  });

  it('is not checked on a capture without /sys', () => {
    const { linkTraits: _, ...bare } = aSnapshot(borrowed);
    const { notChecked } = findFindings(bare, buildTopology(bare, 1));
    expect(notChecked.map(({ code }) => code)).toContain(CODE);
  });
});
