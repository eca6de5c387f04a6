import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import { bridgeVlan } from './bridgeVlan.ts';
import { stationsOf } from './kernel/reach.ts';
import type { DemoLink, Homelab } from './model.ts';

type Row = Record<string, unknown>;

/** `bridge vlan …`, and `bridge -j -s fdb show`: each port's own address, the multicast filters, and the MACs that were learned. */
export function bridge(call: Call): CommandAnswer {
  const options = call.args.filter((word) => word.startsWith('-'));
  const [object, verb = 'show', ...rest] = call.args.filter((word) => !word.startsWith('-'));
  const unknown = options.find((word) => !OPTIONS.has(word));
  if (unknown !== undefined) return fails(255, `Option "${unknown}" is unknown, try "bridge help".`);
  if (object === 'vlan') return bridgeVlan(call, verb, rest);
  if (object !== 'fdb') return fails(255, `Object "${object ?? ''}" is unknown, try "bridge help".`);
  if (verb !== 'show' || rest.length > 0)
    return fails(255, `Command "${[verb, ...rest].join(' ')}" is unknown, try "bridge fdb help".`);
  if (!options.includes('-j'))
    return fails(1, 'The demo host prints this in JSON only: ask with "bridge -j".');
  const { lab } = call;
  const withAge = options.includes('-s')
    ? (row: Row) => ({ ...row, ...agesOf(row, call) })
    : (row: Row) => row;
  const rows = [...lab.links.flatMap(ownRows), ...learned(lab).map(withAge)];
  return prints(`${JSON.stringify(rows)}\n`);
}

const OPTIONS: ReadonlySet<string> = new Set(['-j', '-s', '-compressvlans']);

function ownRows(link: DemoLink): Row[] {
  if (link.device.kind === 'loopback') return [];
  const self = ['33:33:00:00:00:01', '01:00:5e:00:00:01'].map((mac) => ({
    mac,
    ifname: link.name,
    flags: ['self'],
    state: 'permanent',
  }));
  const master = link.device.kind === 'bridge' ? link.name : link.master;
  if (master === null) return self;
  return [{ mac: link.mac, ifname: link.name, flags: [], master, state: 'permanent' }, ...self];
}

/** Some machines speak all the time, and some once in a while: each has a beat of its own. */
function agesOf({ mac }: Row, { elapsed }: Call): Row {
  const number = [...String(mac)].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 997;
  const beat = number % 3 === 0 ? 2 + (number % 90) : 2;
  return { used: number % 60, updated: Math.floor(elapsed / 1000 + number) % beat };
}

/** A bridge learns a MAC from the last port that it was seen on: of two guests with one MAC, one wins. */
function learned(lab: Homelab): Row[] {
  const seen = new Map<string, Row>();
  for (const { mac, link: name } of stationsOf(lab)) {
    const port = lab.links.find((link) => link.name === name);
    if (port === undefined || port.master === null || !port.up) continue;
    seen.set(`${mac} ${port.master}`, { mac, ifname: name, flags: [], master: port.master, state: '' });
  }
  return [...seen.values()];
}
