import { describe, expect, it } from 'vitest';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { aBond, aMember } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan, memberFacts } from '../../support/lan.ts';

/** The host of the usual LAN with a bond for its uplink. */
function bonded(bond: Link, ...members: readonly Link[]): Partial<HostSnapshot> {
  const others = lan.links.filter(({ name }) => name !== 'eno1');
  return { ...lan, links: [...others, { ...bond, master: 'br0', slaveKind: 'bridge' }, ...members] };
}

const backup = aBond('bond0', 'active-backup', { active: 'eno1' });
const standby = memberFacts({ isActive: false });

describe('a bond’s member that carries nothing', () => {
  it('is a warning while another one works, with what it is known by', () => {
    const unplugged = aMember('eno2', 'bond0', { ...standby, carrier: false, operState: 'DOWN' });
    expect(foundOn('bond-member-down', bonded(backup, aMember('eno1', 'bond0'), unplugged))).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:bond0', 'link:eno2'],
        title: 'bond0: eno2 carries nothing',
        evidence: ['ip link: eno2 is UP with NO-CARRIER'],
        repairs: [],
      },
    ]);
  });

  it('is enabled by an edit where it is disabled', () => {
    const off = aMember('eno2', 'bond0', { up: false, carrier: false, operState: 'DOWN' });
    const [found] = foundOn('bond-member-down', bonded(backup, aMember('eno1', 'bond0'), off));
    expect(found?.evidence).toEqual(['ip link: eno2 is not UP']);
    expect(found?.repairs).toMatchObject([{ edit: { kind: 'link-set', link: 'link:eno2', state: 'up' } }]);
  });

  it('is an error where it is the last, or there is none', () => {
    const dead = aMember('eno1', 'bond0', { carrier: false, operState: 'DOWN' });
    expect(toldOn('bond-member-down', bonded(backup, dead))).toEqual(['error: bond0: no member works']);
    expect(toldOn('bond-member-down', bonded(backup))).toEqual(['error: bond0 has no member']);
  });

  it('is info on a bond that nobody uses', () => {
    const links = [aBond('bond1', 'active-backup'), aMember('eno3', 'bond1', { carrier: false })];
    expect(toldOn('bond-member-down', { links })).toEqual(['info: bond1: no member works']);
  });
});

describe('a bond’s member that works', () => {
  it('is nothing: a standby one, members of LACP in one aggregator, a bond that is being set up', () => {
    const pair = [aMember('eno1', 'bond0'), aMember('eno2', 'bond0', standby)];
    expect(toldOn('bond-member-down', bonded(backup, ...pair))).toEqual([]);
    const lacp = aBond('bond0', '802.3ad', {
      lacp: { aggregator: 1, ports: 2, partner: '02:00:00:00:00:77' },
    });
    const agreed = memberFacts({ aggregator: 1, partnerState: 0x3d });
    const both = [aMember('eno1', 'bond0', agreed), aMember('eno2', 'bond0', agreed)];
    expect(toldOn('bond-member-down', bonded(lacp, ...both))).toEqual([]);
    expect(toldOn('bond-member-down', { links: [aBond('bond1', 'active-backup')] })).toEqual([]);
  });

  it('may be one of which the kernel tells no more than that it is a member', () => {
    const { bondMember: _, ...bare } = aMember('eno1', 'bond0');
    expect(toldOn('bond-member-down', bonded(backup, bare))).toEqual([]);
  });
});
