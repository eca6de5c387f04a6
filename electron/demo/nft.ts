import { networkText, readPrefix } from '#shared/host/prefix.ts';
import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import type { DemoNetwork } from './model.ts';

/** `nft -j list ruleset`, as nftables 1.0.9 prints what libvirt 10.4 writes for its networks; the host has no other rules. */
export function nft({ lab, args }: Call): CommandAnswer {
  if (args.join(' ') !== '-j list ruleset') return fails(1, 'nft: the demo host knows -j list ruleset only');
  const networks = lab.networks.filter(
    ({ active, bridge, forward }) =>
      active && bridge !== null && (forward === 'nat' || forward === 'route' || forward === 'isolated'),
  );
  const metainfo = { version: '1.0.9', release_name: 'Old Doc Yak #3', json_schema_version: 1 };
  const rows = [
    { metainfo },
    { table: { family: 'ip', name: TABLE } },
    ...chains(),
    ...networks.flatMap(rules),
  ];
  return prints(`${JSON.stringify({ nftables: rows })}\n`);
}

const TABLE = 'libvirt_network';

function chains(): object[] {
  const chain = (name: string, base: object = {}) => ({
    chain: { family: 'ip', table: TABLE, name, handle: 1, ...base },
  });
  const hook = { type: 'filter', hook: 'forward', prio: 0, policy: 'accept' };
  const nat = { type: 'nat', hook: 'postrouting', prio: 100, policy: 'accept' };
  return [
    chain('forward', hook),
    ...['guest_output', 'guest_input', 'guest_cross'].map((name) => chain(name)),
    chain('guest_nat', nat),
    ...['guest_cross', 'guest_input', 'guest_output'].map((target) => rule('forward', { jump: { target } })),
  ];
}

function rules({ bridge, forward, ip }: DemoNetwork): object[] {
  const link = bridge ?? '';
  const prefix = ip === null ? null : readPrefix(`${ip.address}/${ip.prefixLength}`);
  const subnet = prefix === null ? '' : networkText(prefix);
  const isOpen = ip !== null && forward !== 'isolated';
  const established = isState('established', 'related');
  const outside = { match: { op: '!=', left: payload('daddr'), right: range(subnet) } };
  return [
    rule('guest_cross', isLink('iif', link), isLink('oif', link), { accept: null }),
    ...(isOpen
      ? [rule('guest_output', isAddress('saddr', subnet), isLink('iif', link), { accept: null })]
      : []),
    rule('guest_output', isLink('iif', link), { reject: null }),
    ...(isOpen
      ? [
          rule(
            'guest_input',
            ...[isLink('oif', link), isAddress('daddr', subnet)],
            ...(forward === 'nat' ? [established] : []),
            { accept: null },
          ),
        ]
      : []),
    rule('guest_input', isLink('oif', link), { reject: null }),
    ...(isOpen && forward === 'nat'
      ? [rule('guest_nat', isAddress('saddr', subnet), outside, { masquerade: null })]
      : []),
  ];
}

function rule(chain: string, ...statements: readonly object[]): object {
  const verdict = statements.at(-1) ?? {};
  const expr = [...statements.slice(0, -1), { counter: { packets: 0, bytes: 0 } }, verdict];
  return { rule: { family: 'ip', table: TABLE, chain, handle: 1, expr } };
}

function isLink(key: 'iif' | 'oif', link: string): object {
  return { match: { op: '==', left: { meta: { key } }, right: link } };
}

function isAddress(field: 'saddr' | 'daddr', subnet: string): object {
  return { match: { op: '==', left: payload(field), right: range(subnet) } };
}

function isState(...states: readonly string[]): object {
  return { match: { op: 'in', left: { ct: { key: 'state' } }, right: states } };
}

function payload(field: string): object {
  return { payload: { protocol: 'ip', field } };
}

// 192.168.122.0/24
function range(subnet: string): object {
  const [addr = '', length = '32'] = subnet.split('/');
  return { prefix: { addr, len: Number(length) } };
}
