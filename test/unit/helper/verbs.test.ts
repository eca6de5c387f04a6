import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestFor } from '#electron/engine/rights/helperRequest.ts';
import { type Blank, isLinkName } from '#electron/helper/fields.mjs';
import { matched, type Rest } from '#electron/helper/pattern.mjs';
import { argsFor, verbs } from '#electron/helper/verbs.mjs';
import type { Plan } from '#shared/edits/model.ts';
import { bondSettingNames } from '#shared/host/bondSettings.ts';
import { vlanFlagNames } from '#shared/host/link.ts';
import { settingNames } from '#shared/host/portSettings.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId } from '#shared/topology/model.ts';
import { house } from '../edits/support/house.ts';
import { planned } from '../edits/support/plans.ts';
import { aBond, aLink, aMember, aPnic, aSnapshot } from '../support/facts.ts';

/** Its words and blanks, those of groups that may be left out among them. */
function partsOf(verb: string): (string | Blank | Rest)[] {
  return (verbs[verb]?.words ?? []).flatMap((part): readonly (string | Blank | Rest)[] =>
    typeof part === 'object' && 'maybe' in part ? part.maybe : [part],
  );
}

function isFit(part: Blank | Rest, word: string): boolean {
  return 'isValid' in part ? part.isValid(word) : part.each(word);
}

describe('the name of a link', () => {
  it.each([
    'a',
    'vnet7',
    'br0',
    '-x',
    'a;b',
    "br'0",
    '$(id)',
    '...',
    'Köln',
    'fifteen-bytes-x',
    'ifb-mine',
    'if',
    '\u{1f600}',
    '\u0001',
  ])('may be %j', (name) => expect(isLinkName(name)).toBe(true));

  it.each([
    '',
    '.',
    '..',
    'sixteen-bytes-xx',
    'éééééééé',
    'a/b',
    '../x',
    'a:b',
    'a b',
    'a\tb',
    'a\nb',
    'a\u000bb',
    'a\0b',
    // Its second byte is 0xa0, a space to the kernel.
    'à',
    7,
    null,
    undefined,
    ['br0'],
    { toString: () => 'br0' },
    '\ud800',
    'br\udc00',
    // What iproute2 takes for the link number 2 where no link is called so.
    'if2',
    'if02',
    'if2x',
    'if+2',
    'if-4294967294',
  ])('may not be %j', (name) => expect(isLinkName(name)).toBe(false));
});

const plug = { id: 1, verb: 'set-master', link: 'vnet7', master: 'br0' };
const bridge = { id: 7, verb: 'add-bridge', name: 'br9', stp: '0', delay: '1500' };
const tap = { id: 9, verb: 'add-tap-user', name: 'tap9', owner: 'alice' };
const mtu = { id: 5, verb: 'set-mtu', link: 'br0', mtu: '1500' };

describe('a request', () => {
  it.each([
    [plug, ['link', 'set', 'dev', 'vnet7', 'master', 'br0']],
    [{ id: 2, verb: 'set-nomaster', link: 'vnet7' }, ['link', 'set', 'dev', 'vnet7', 'nomaster']],
    [{ id: 3, verb: 'set-up', link: '-x' }, ['link', 'set', 'dev', '-x', 'up']],
    [{ id: 4, verb: 'set-down', link: 'dev' }, ['link', 'set', 'dev', 'dev', 'down']],
    [{ id: 5, verb: 'set-mtu', link: 'br0', mtu: '9000' }, ['link', 'set', 'dev', 'br0', 'mtu', '9000']],
    [
      { id: 6, verb: 'set-bridge', link: 'br0', stp: '1', delay: '400' },
      ['link', 'set', 'dev', 'br0', 'type', 'bridge', 'stp_state', '1', 'forward_delay', '400'],
    ],
    [
      { ...bridge, verb: 'add-bridge-mac-vlans', mac: '02:00:00:00:b0:00', vlans: '1' },
      [
        ...['link', 'add', 'name', 'br9', 'address', '02:00:00:00:b0:00', 'type', 'bridge'],
        ...['stp_state', '0', 'forward_delay', '1500', 'vlan_filtering', '1'],
      ],
    ],
    [{ id: 8, verb: 'add-tap', name: '-x' }, ['tuntap', 'add', 'dev', '-x', 'mode', 'tap']],
    [
      { id: 9, verb: 'add-tap-user', name: 'tap9', owner: 'alice' },
      ['tuntap', 'add', 'dev', 'tap9', 'mode', 'tap', 'user', 'alice'],
    ],
    [
      { id: 11, verb: 'set-port', link: 'tap9', isolated: 'on', learning: 'off', cost: '55' },
      [
        'link',
        'set',
        'dev',
        'tap9',
        'type',
        'bridge_slave',
        'learning',
        'off',
        'isolated',
        'on',
        'cost',
        '55',
      ],
    ],
    [
      { id: 12, verb: 'set-port', link: 'tap9', backup_port: 'up' },
      ['link', 'set', 'dev', 'tap9', 'type', 'bridge_slave', 'backup_port', 'up'],
    ],
    [
      { id: 13, verb: 'set-port', link: 'tap9', noBackup: true },
      ['link', 'set', 'dev', 'tap9', 'type', 'bridge_slave', 'nobackup_port'],
    ],
    [
      { id: 15, verb: 'add-port-vlan', link: 'tap9', vid: '10', pvid: true, untagged: true },
      ['vlan', 'add', 'dev', 'tap9', 'vid', '10', 'pvid', 'untagged'],
    ],
    [
      { id: 16, verb: 'del-port-vlan', link: 'br0', vid: '20-29', self: true },
      ['vlan', 'del', 'dev', 'br0', 'vid', '20-29', 'self'],
    ],
    [
      { id: 14, verb: 'set-mac', link: 'br0', mac: '52:54:00:ab:00:02' },
      ['link', 'set', 'dev', 'br0', 'address', '52:54:00:ab:00:02'],
    ],
    [{ id: 10, verb: 'del-tap', link: 'tap9' }, ['tuntap', 'del', 'dev', 'tap9', 'mode', 'tap']],
  ])('of the closed set becomes arguments: %j', (request, args) => {
    const program = args[0] === 'vlan' ? 'bridge' : 'ip';
    expect(argsFor(request)).toEqual({ id: request.id, program, args });
  });

  it.each([
    ['nothing', null],
    ['text', 'set-up'],
    ['a list', [plug]],
    ['an empty one', {}],
    ['one without a number', { verb: 'set-up', link: 'a' }],
    ['one whose number is text', { ...plug, id: '1' }],
    ['one whose number is none', { ...plug, id: 1.5 }],
    ['another verb', { ...plug, verb: 'del' }],
    ['a verb that every object has', { ...plug, verb: 'constructor' }],
    ['a verb in a list', { ...plug, verb: ['set-master'] }],
    ['one field too many', { ...plug, netns: '1' }],
    ['one field too few', { id: 1, verb: 'set-master', link: 'vnet7' }],
    ['the field of another verb', { id: 1, verb: 'set-up', master: 'br0' }],
    ['an argument in place of a name', { ...plug, master: 'br0 mtu 68' }],
    ['a path in place of a name', { ...plug, link: '../../etc' }],
    ['a list in place of a name', { ...plug, link: ['vnet7', 'down'] }],
    ['an object in place of a name', { ...plug, link: { length: 1 } }],
    ['a new name that the kernel would count up', { ...bridge, name: 'br%d' }],
    ['a new name that is a list', { ...bridge, name: ['br9'] }],
    ['an STP that is neither off nor on', { ...bridge, stp: '2' }],
    ['an STP that is a truth', { ...bridge, stp: true }],
    ['a forward delay above 30 s', { ...bridge, delay: '3001' }],
    ['a forward delay with a sign', { ...bridge, delay: '-1' }],
    ['a forward delay with more behind it', { ...bridge, delay: '400 ageing_time 0' }],
    ['a VLAN filtering of another kind', { ...bridge, verb: 'add-bridge-vlans', vlans: 'on' }],
    ['a group’s MAC', { ...bridge, verb: 'add-bridge-mac', mac: '01:00:5e:00:00:01' }],
    ['a MAC that is none', { ...bridge, verb: 'add-bridge-mac', mac: '02:00:00:00:b0' }],
    ['a user with an option', { ...tap, owner: 'alice pi' }],
    ['a user that looks like an option', { ...tap, owner: '-x' }],
    ['a user by a number that is none', { ...tap, owner: '4294967295' }],
    ['an empty user', { ...tap, owner: '' }],
    ['an MTU below the least', { ...mtu, mtu: '67' }],
    ['an MTU above the most', { ...mtu, mtu: '65536' }],
    ['an MTU that is a number of JSON', { ...mtu, mtu: 1500 }],
    ['an MTU in another notation', { ...mtu, mtu: '0x5dc' }],
    ['a setting of a port that is neither on nor off', { id: 1, verb: 'set-port', link: 'a', isolated: '1' }],
    ['a state of a port', { id: 1, verb: 'set-port', link: 'a', state: '3' }],
    ['a VLAN that is none', { id: 1, verb: 'add-port-vlan', link: 'a', vid: '4095' }],
    ['a range of VLANs backwards', { id: 1, verb: 'add-port-vlan', link: 'a', vid: '9-2' }],
    ['VLANs with more behind them', { id: 1, verb: 'del-port-vlan', link: 'a', vid: '2-9 self' }],
    ['a cost that is none', { id: 1, verb: 'set-port', link: 'a', cost: '0' }],
    ['a mask with more behind it', { id: 1, verb: 'set-port', link: 'a', group_fwd_mask: '0x8 up' }],
    ['the deletion of what is no bridge', { id: 1, verb: 'del-link', device: 'lo' }],
    ['the deletion of what is not there', { id: 1, verb: 'del-link', device: 'no-such' }],
    ['the deletion of a path', { id: 1, verb: 'del-link', device: '../net/lo' }],
  ])('that is %s is refused', (_what, request) => {
    expect(argsFor(request)).toEqual({ refused: expect.any(String) });
  });

  it('never becomes anything but a row of the table with what fits in its blanks', () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('vnet7', 'br0', 'up', 'netns', '-batch', '1', '1500'));
    const request = fc.constantFrom(...Object.keys(verbs), 'x').chain((verb) => {
      const fields = partsOf(verb).flatMap((each) => (typeof each === 'string' ? [] : [each.field]));
      const blanks = Object.fromEntries(fields.map((field) => [field, word]));
      return fc.record(
        { id: fc.integer(), verb: fc.constant(verb), netns: word, ...blanks },
        { requiredKeys: ['id', 'verb'] },
      );
    });
    fc.assert(
      fc.property(fc.oneof(request, fc.jsonValue()), (asked) => {
        const answered = argsFor(asked);
        if ('refused' in answered) return;
        const { verb } = asked as { verb: string };
        expect(answered.program).toBe(verbs[verb]?.program);
        expect(asked).not.toHaveProperty('netns');
        for (const word of answered.args) {
          const fits = partsOf(verb).some(
            (part) => part === word || (typeof part !== 'string' && isFit(part, word)),
          );
          expect([word, fits]).toEqual([word, true]);
        }
        const fields = matched(verbs[verb]?.words ?? [], answered.args);
        expect(argsFor({ id: answered.id, verb, ...fields })).toEqual(answered);
      }),
    );
  });
});

describe('what Patchbay asks for', () => {
  it('is the command that it has shown', () => {
    const command = ['link', 'set', 'dev', 'vnet7', 'master', 'br0'];
    const request = requestFor({ argv: ['ip', ...command] });
    expect(argsFor({ id: 1, ...request })).toEqual({ id: 1, program: 'ip', args: command });
  });

  it('has a verb for each step of an edit that needs root, and for its undo', () => {
    const plans = [
      planned(house(), { kind: 'move', cable: linkId('loose'), to: linkId('br1') }),
      planned(house(), { kind: 'unplug', cable: linkId('plugged') }),
      planned(withEachSetting('plugged'), { kind: 'unplug', cable: linkId('plugged') }),
      ...bondPlans(),
    ];
    const steps = plans.flatMap(({ steps }) => steps).filter(({ rights }) => rights === 'net-admin');
    expect(steps.length).toBeGreaterThan(1);
    for (const { command, inverseCommands } of steps) {
      for (const each of [command, ...inverseCommands]) {
        const request = requestFor(each);
        expect(request, each.argv.join(' ')).not.toBeNull();
        // What is to be deleted is not on this machine.
        if (request?.verb === 'del-link') continue;
        expect(argsFor({ id: 1, ...request })).toMatchObject({ args: each.argv.slice(1) });
      }
    }
  });
});

/** A bond with every option that there is, and a VLAN with every flag, deleted; another bond made and set. */
function bondPlans(): Plan[] {
  const settings = Object.fromEntries(bondSettingNames.map((each) => [each, SETTINGS[each] ?? '7']));
  const flags = Object.fromEntries(
    vlanFlagNames.map((each) => [each, each === 'reorder_hdr' ? 'off' : 'on']),
  );
  const vlan = { id: 20, protocol: '802.1ad', flags };
  const bond = aBond('bond7', 'active-backup', { settings, active: 'enp8s0' });
  const snapshot = aSnapshot({
    links: [
      bond,
      aMember('enp8s0', 'bond7'),
      aMember('enp9s0', 'bond7'),
      aPnic('enp10s0', null),
      aLink('lan20', { infoKind: 'vlan', vlan, lower: { name: 'enp10s0', ifindex: null, netnsId: null } }),
      aPnic('enp11s0', null),
    ],
  });
  const wanted = {
    miimon: 100,
    mode: 'active-backup',
    lacpRate: null,
    hashPolicy: null,
    members: [linkId('enp11s0')],
  } as const;
  return [
    planned(snapshot, { kind: 'link-delete', link: linkId('bond7') }),
    planned(snapshot, { kind: 'link-delete', link: linkId('lan20') }),
    planned(snapshot, { kind: 'bond-create', name: 'bond8', ...wanted }),
    planned(snapshot, {
      kind: 'bond-set',
      bond: linkId('bond7'),
      active: null,
      ...wanted,
      mode: '802.3ad',
      lacpRate: 'fast',
    }),
    planned(snapshot, {
      kind: 'bond-set',
      bond: linkId('bond7'),
      ...wanted,
      members: [linkId('enp8s0'), linkId('enp9s0')],
      active: linkId('enp9s0'),
    }),
  ];
}

const SETTINGS: Readonly<Record<string, string>> = {
  use_carrier: '0',
  arp_ip_target: '192.0.2.1,192.0.2.2',
  ns_ip6_target: '2001:db8::1',
  arp_validate: 'all',
  arp_all_targets: 'all',
  primary: 'enp8s0',
  primary_reselect: 'better',
  fail_over_mac: 'active',
  xmit_hash_policy: 'layer3+4',
  all_slaves_active: '1',
  lacp_active: 'off',
  lacp_rate: 'fast',
  ad_select: 'bandwidth',
  ad_actor_system: '02:00:00:00:00:01',
  tlb_dynamic_lb: '0',
};

/** The house with a port on which everything was set that can be. */
function withEachSetting(name: string): HostSnapshot {
  const at = house();
  const settings = Object.fromEntries(
    settingNames.map((each) => [
      each,
      {
        priority: '8',
        cost: '55',
        mcast_router: '2',
        mcast_max_groups: '7',
        group_fwd_mask: '0x8',
        backup_port: 'vnet0',
        learning: 'off',
        flood: 'off',
        mcast_flood: 'off',
        bcast_flood: 'off',
      }[each as string] ?? 'on',
    ]),
  );
  const links = at.links.map((each) =>
    each.name === name ? { ...each, bridgePort: { state: 'forwarding', settings } } : each,
  );
  return { ...at, links };
}
