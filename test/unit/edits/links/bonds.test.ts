import { describe, expect, it } from 'vitest';
import type { Edit, PlainEdit } from '#shared/edits/model.ts';
import type { Link } from '#shared/host/link.ts';
import { noNetworkSetup } from '#shared/host/networkSetup.ts';
import { linkId } from '#shared/topology/model.ts';
import { aBond, aBridge, aLink, aMember, aPnic, aSnapshot } from '../../support/facts.ts';
import { planned, refusalOf } from '../support/plans.ts';

type BondCreate = Extract<PlainEdit, { kind: 'bond-create' }>;
type BondSet = Extract<PlainEdit, { kind: 'bond-set' }>;

const up = { up: true, carrier: true } as const;
const cards = () => [
  aPnic('enp1s0', null, { ...up, mac: '02:00:00:00:00:01' }),
  aPnic('enp2s0', null, { up: false, carrier: false, mac: '02:00:00:00:00:02' }),
];
const create = (over: Partial<BondCreate> = {}): BondCreate => ({
  kind: 'bond-create',
  name: 'bond0',
  mode: '802.3ad',
  miimon: 100,
  lacpRate: 'fast',
  hashPolicy: 'layer3+4',
  members: [linkId('enp1s0'), linkId('enp2s0')],
  ...over,
});
const set = (over: Partial<BondSet> = {}): BondSet => ({
  kind: 'bond-set',
  bond: linkId('bond0'),
  mode: 'active-backup',
  miimon: 100,
  lacpRate: null,
  hashPolicy: null,
  members: [linkId('enp1s0'), linkId('enp2s0')],
  active: null,
  ...over,
});
const bonded = (over: Partial<Link> = {}) => [
  { ...aBond('bond0', 'active-backup', { active: 'enp1s0' }), ...over },
  aMember('enp1s0', 'bond0'),
  aMember('enp2s0', 'bond0'),
];

/** The commands there, and for each step those back. */
function commands(links: readonly Link[], edit: Edit, more: Parameters<typeof aSnapshot>[0] = {}) {
  const plan = planned(aSnapshot({ links: [...links], ...more }), edit);
  const line = (argv: readonly string[]) => argv.join(' ').replace(/^ip link /, '');
  return {
    plan,
    there: plan.steps.map(({ command }) => line(command.argv)),
    back: plan.steps
      .toReversed()
      .flatMap(({ inverseCommands }) => inverseCommands.map(({ argv }) => line(argv))),
  };
}

function why(links: readonly Link[], edit: Edit, more: Parameters<typeof aSnapshot>[0] = {}): string {
  const { why: reason, advice } = refusalOf(aSnapshot({ links: [...links], ...more }), edit);
  return `${reason} ${advice}`;
}

describe('a bond that is created', () => {
  it('is made, set up and given its members, of which one that is up is set down first', () => {
    const { there, back } = commands(cards(), create());
    expect(there).toEqual([
      'add name bond0 type bond mode 802.3ad miimon 100 xmit_hash_policy layer3+4 lacp_rate fast',
      'set dev bond0 up',
      'set dev enp1s0 down',
      'set dev enp1s0 master bond0',
      'set dev enp2s0 master bond0',
    ]);
    expect(back).toEqual([
      'set dev enp2s0 nomaster',
      'set dev enp1s0 nomaster',
      'set dev enp1s0 up',
      'set dev bond0 down',
      'del dev bond0',
    ]);
  });

  it.each([
    ['a card of a bridge', [aBridge('br0'), aPnic('enp1s0', 'br0', { slaveKind: 'bridge' })], /part of br0/],
    [
      'a card of a bond',
      bonded({ name: 'bond1' }).map((link) => (link.master ? { ...link, master: 'bond1' } : link)),
      /Remove it from bond1/,
    ],
    ['a card with a VLAN', [...cards(), aVlan('enp1s0.5', 'enp1s0', 5)], /enp1s0.5 uses enp1s0/],
  ])('does not take %s', (_, links, reason) => {
    expect(why(links, create({ members: [linkId('enp1s0')] }))).toMatch(reason);
  });

  it('has an LACP rate in the mode 802.3ad only', () => {
    expect(why(cards(), create({ mode: 'active-backup', hashPolicy: null }))).toMatch(/Only .* 802\.3ad/);
  });

  it('takes over the address and the route of its member under the guard, before that goes down', () => {
    const more = {
      addresses: [
        { link: 'enp1s0', family: 'inet', address: '10.0.0.2', prefixLength: 24, scope: 'global' } as const,
      ],
      routes: [
        {
          family: 'inet',
          destination: 'default',
          gateway: '10.0.0.1',
          link: 'enp1s0',
          metric: 0,
          protocol: 'static',
        } as const,
      ],
    };
    expect(why(cards(), create(), more)).toMatch(/under the guard/);
    const { there, plan } = commands(cards(), { kind: 'guarded', edit: create() }, more);
    // Only a bridge’s inspector has a text that keeps it.
    expect(plan.warnings.join(' ')).not.toContain('the inspector of bond0');
    const at = (words: string) => there.findIndex((line) => line.includes(words));
    expect(at('addr add 10.0.0.2/24 dev bond0')).toBeGreaterThan(at('set dev bond0 up'));
    expect(at('set dev enp1s0 down')).toBeGreaterThan(at('addr add 10.0.0.2/24 dev bond0'));
    expect(at('default via 10.0.0.1 dev bond0')).toBeGreaterThan(0);
    expect(at('set dev enp1s0 master bond0')).toBe(at('set dev enp1s0 down') + 1);
    // It would give the card its address again as soon as the bond has brought it up.
    const ofNetworkd = { ...more, networkSetup: { ...noNetworkSetup, networkd: ['enp1s0'] } };
    expect(why(cards(), { kind: 'guarded', edit: create() }, ofNetworkd)).toBe(
      'systemd-networkd configures enp1s0, and gives enp1s0 its addresses and routes again as soon as enp1s0 comes up in bond0. Have systemd-networkd put enp1s0 into bond0 (“Bond=bond0” in its .network file), or take a card that it doesn’t configure.',
    );
  });
});

describe('a bond that is set', () => {
  it('gets another active member, and the one before with an undo', () => {
    const { there, back } = commands(bonded(), set({ active: linkId('enp2s0') }));
    expect(there).toEqual(['set dev bond0 type bond active_slave enp2s0']);
    expect(back).toEqual(['set dev bond0 type bond active_slave enp1s0']);
  });

  it('does not make a member without a link the active one', () => {
    const links = bonded().map((link) => (link.name === 'enp2s0' ? { ...link, carrier: false } : link));
    expect(why(links, set({ active: linkId('enp2s0') }))).toMatch(/enp2s0 has no link/);
  });

  it('keeps its mode while it has members', () => {
    expect(why(bonded(), set({ mode: '802.3ad' }))).toMatch(
      /only while it has no members; bond0 has enp1s0 and enp2s0.*Remove its members first/,
    );
  });

  it('without members gets another mode while it is down', () => {
    const [bond] = bonded();
    const { there, back } = commands(
      bond === undefined ? [] : [bond],
      set({ mode: '802.3ad', lacpRate: 'fast', members: [] }),
    );
    expect(there).toEqual([
      'set dev bond0 down',
      'set dev bond0 type bond mode 802.3ad lacp_rate fast',
      'set dev bond0 up',
    ]);
    expect(back).toEqual([
      'set dev bond0 down',
      'set dev bond0 type bond mode active-backup',
      'set dev bond0 up',
    ]);
  });

  it('loses and gains members', () => {
    const links = [...bonded(), aPnic('enp3s0', null, { ...up, mtu: 9000 })];
    const { there, back, plan } = commands(links, set({ members: [linkId('enp1s0'), linkId('enp3s0')] }));
    expect(there).toEqual(['set dev enp2s0 nomaster', 'set dev enp3s0 down', 'set dev enp3s0 master bond0']);
    expect(back).toEqual(['set dev enp3s0 nomaster', 'set dev enp3s0 up', 'set dev enp2s0 master bond0']);
    expect(plan.effects.join(' ')).toMatch(/enp3s0 \(9000\) becomes that of bond0, 1500 bytes/);
  });
});

describe('a bond that is deleted', () => {
  it('is made again with its options and members by an undo', () => {
    const { there, back } = commands(bonded({ up: true }), { kind: 'link-delete', link: linkId('bond0') });
    expect(there).toEqual([
      'set dev enp1s0 nomaster',
      'set dev enp2s0 nomaster',
      'set dev bond0 down',
      'del dev bond0',
    ]);
    expect(back).toEqual([
      'add name bond0 address 02:00:00:00:00:0b type bond mode active-backup miimon 100',
      'set dev bond0 up',
      'set dev enp2s0 master bond0',
      'set dev enp1s0 master bond0',
    ]);
  });

  it('hands its address to its last member under the guard', () => {
    const addresses = [
      { link: 'bond0', family: 'inet', address: '10.0.0.2', prefixLength: 24, scope: 'global' } as const,
    ];
    const edit = { kind: 'link-delete', link: linkId('bond0') } as const;
    expect(why(bonded(), edit, { addresses })).toMatch(/under the guard/);
    const { there } = commands(bonded(), { kind: 'guarded', edit }, { addresses });
    const left = there.indexOf('set dev enp2s0 nomaster');
    expect(there.slice(left, left + 2)).toEqual(['set dev enp2s0 nomaster', 'set dev enp2s0 up']);
    expect(there.join('\n')).toMatch(/addr add 10\.0\.0\.2\/24 dev enp2s0/);
  });

  it('is not while a VLAN uses it', () => {
    const links = [...bonded(), aVlan('bond0.20', 'bond0', 20)];
    expect(why(links, { kind: 'link-delete', link: linkId('bond0') })).toMatch(
      /bond0\.20 uses bond0.*Delete that first/,
    );
  });
});

describe('a VLAN', () => {
  const vlan = (over = {}) =>
    ({
      kind: 'vlan-create',
      name: 'enp1s0.20',
      parent: linkId('enp1s0'),
      id: 20,
      protocol: '802.1Q',
      ...over,
    }) as const;

  it('is created on a link, and set up with it', () => {
    const { there, back } = commands(cards(), vlan());
    expect(there).toEqual([
      'add link enp1s0 name enp1s0.20 type vlan protocol 802.1Q id 20',
      'set dev enp1s0.20 up',
    ]);
    expect(back).toEqual(['set dev enp1s0.20 down', 'del dev enp1s0.20']);
    expect(commands(cards(), vlan({ name: 'v', parent: linkId('enp2s0') })).there).toHaveLength(1);
  });

  it('is refused where it is already there, and on a bond’s member', () => {
    expect(why([...cards(), aVlan('lan20', 'enp1s0', 20)], vlan())).toMatch(
      /lan20 is already VLAN 20 on enp1s0/,
    );
    const stacked = commands([...cards(), aVlan('lan20', 'enp1s0', 20)], vlan({ protocol: '802.1ad' }));
    expect(stacked.there[0]).toMatch(/protocol 802\.1ad id 20$/);
    expect(why(bonded(), vlan())).toMatch(/Create the VLAN on bond0/);
  });

  it('is made again as it was by the undo of its deletion', () => {
    const links = [...cards(), aVlan('lan20', 'enp1s0', 20, { mtu: 1400, flags: { gvrp: 'on' } })];
    const { back } = commands(links, { kind: 'link-delete', link: linkId('lan20') });
    expect(back).toEqual([
      'add link enp1s0 name lan20 type vlan protocol 802.1Q id 20 gvrp on',
      'set dev lan20 mtu 1400',
      'set dev lan20 up',
    ]);
  });

  it('that the host is reached by is not deleted, under the guard neither', () => {
    const addresses = [
      { link: 'lan20', family: 'inet', address: '10.0.0.2', prefixLength: 24, scope: 'global' } as const,
    ];
    expect(
      why(
        [...cards(), aVlan('lan20', 'enp1s0', 20)],
        { kind: 'link-delete', link: linkId('lan20') },
        { addresses },
      ),
    ).toMatch(/Deleting lan20 would interrupt that. Move that first/);
  });
});

function aVlan(
  name: string,
  lower: string,
  id: number,
  { flags, ...over }: Partial<Link> & { flags?: NonNullable<Link['vlan']>['flags'] } = {},
): Link {
  return aLink(name, {
    infoKind: 'vlan',
    mac: '02:00:00:00:00:01',
    vlan: { id, protocol: '802.1Q', ...(flags === undefined ? {} : { flags }) },
    lower: { name: lower, ifindex: null, netnsId: null },
    ...over,
  });
}
