import { describe, expect, it } from 'vitest';
import { editSchema } from '#shared/edits/schema.ts';
import { portMaster } from '#shared/ops/link/portMaster.ts';
import { linkId, networkId } from '#shared/topology/model.ts';
import { aBridge, aLink, allSources, aSnapshot, aTap } from '../support/facts.ts';
import { refusalOf } from './support/plans.ts';

const options = { stp: false, forwardDelay: 0, vlanFiltering: false };
const bridgeOf = (name: string) => ({ kind: 'bridge-create', name, mtu: null, ...options });
const tapOf = (name: string) => ({ kind: 'tap-create', name, owner: null, to: null });
const networkOf = (name: string) => ({
  kind: 'network-define',
  name,
  forward: { mode: 'bridge', bridge: 'br0' },
  start: false,
  autostart: false,
});

function trouble(edit: unknown): string {
  const result = editSchema.safeParse(edit);
  return result.success ? '' : JSON.stringify(result.error.issues);
}

describe('a name that is typed', () => {
  it.each(['br9', 'Köln', 'a;b', "br'0", '🙂', 'ifb9', 'if', 'fifteen-bytes-x'])('may be %j', (name) => {
    for (const edit of [bridgeOf(name), tapOf(name), networkOf(name)]) expect(trouble(edit)).toBe('');
  });

  it.each(['\ud800', 'br\udc00', '\udc00\ud800'])('is made of whole characters: %j', (name) => {
    for (const edit of [bridgeOf(name), tapOf(name), networkOf(name)])
      expect(trouble(edit)).toContain('half a character');
  });

  it.each(['a\0b', '\0', 'a\u0007', 'a\u007f'])('has no control characters: %j', (name) => {
    for (const edit of [bridgeOf(name), tapOf(name), networkOf(name)])
      expect(trouble(edit)).toContain('control characters');
  });

  it.each([
    ['éééééééé', '15 bytes'],
    ['🙂🙂🙂🙂', '15 bytes'],
    ['à', 'reads as a space'],
    ['if2', 'as the number of a link'],
    ['if02x', 'as the number of a link'],
    ['if+2', 'as the number of a link'],
  ])('fits the kernel and ip: %j', (name, why) => {
    for (const edit of [bridgeOf(name), tapOf(name)]) expect(trouble(edit)).toContain(why);
  });

  it('is whole in a node’s id too', () => {
    expect(trouble({ kind: 'unplug', cable: 'link:\ud800' })).toContain('half a character');
    expect(trouble({ kind: 'network-set', network: networkId('\ud800'), active: true })).not.toBe('');
  });
});

describe('a link whose name is no UTF-8', () => {
  const host = aSnapshot({
    sources: allSources(),
    links: [aBridge('br\\xff'), aBridge('br0'), aTap('t\\xe9', 'br0'), aTap('tap0', 'br0'), aLink('eno1')],
  });

  it.each([
    { kind: 'link-set', link: linkId('br\\xff'), state: 'down' },
    { kind: 'link-delete', link: linkId('br\\xff') },
    { kind: 'bridge-set', bridge: linkId('br\\xff'), ...options, stp: true, forwardDelay: 4 },
    { kind: 'mtu', link: linkId('t\\xe9'), mtu: 1400 },
    { kind: 'unplug', cable: linkId('t\\xe9') },
    { kind: 'move', cable: linkId('tap0'), to: linkId('br\\xff') },
    { kind: 'tap-create', name: 'mine', owner: null, to: linkId('br\\xff') },
  ] as const)('is not changed: $kind', (edit) => {
    expect(refusalOf(host, edit).why).toContain('isn’t valid UTF-8');
  });
});

describe('a bridge that ip would take for a number', () => {
  const host = (...names: readonly string[]) =>
    aSnapshot({ links: [aTap('tap0', 'br0'), ...names.map((name) => aBridge(name))] });
  const plug = (master: string) => ({ op: 'port-master', link: 'tap0', master }) as const;

  it('is plugged into while it is there, and never named when it has gone', () => {
    expect(portMaster.command(plug('if2'), host('if2'))).toMatchObject({
      argv: expect.arrayContaining(['if2']),
    });
    expect(portMaster.command(plug('if2'), host('br0'))).toMatchObject({
      why: 'if2 is no longer on the host.',
    });
  });
});
