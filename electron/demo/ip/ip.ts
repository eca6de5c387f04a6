import { type Call, type CommandAnswer, fails, prints } from '../answer.ts';
import { neighboursOf } from '../kernel/reach.ts';
import { sortedRoutes } from '../kernel/routes.ts';
import { addressEdit } from './addressEdit.ts';
import { addressJson, neighbourJson, routeJson } from './addressJson.ts';
import { linkAdd, linkDel } from './linkAdd.ts';
import { linkJson } from './linkJson.ts';
import { linkSet } from './linkSet.ts';
import { routeEdit } from './routeEdit.ts';
import { tuntap } from './tuntap.ts';

const OBJECTS = ['link', 'address', 'route', 'neighbour', 'tuntap'] as const;
type ObjectName = Exclude<(typeof OBJECTS)[number], 'tuntap'>;

interface Options {
  json: boolean;
  details: boolean;
  statistics: boolean;
  family: 'inet6' | null;
}

/** `ip [OPTIONS] link|address|route|neighbour [show [[dev] NAME]]` in JSON, and what changes links, addresses and routes. */
export function ip(call: Call): CommandAnswer {
  const read = readOptions(call.args);
  if ('unknown' in read) return fails(255, `Option "${read.unknown}" is unknown, try "ip -help".`);
  const { options, rest } = read;
  const [word, ...words] = rest;
  if (word === undefined) return fails(255, 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }');
  const object = OBJECTS.find((name) => name.startsWith(word));
  if (object === undefined) return fails(1, `Object "${word}" is unknown, try "ip help".`);
  const [verb = 'show', ...args] = words;
  if (object === 'tuntap') return tuntap({ ...call, args: words });
  const edited = edit({ ...call, args }, object, verb, options);
  if (edited !== null) return edited;
  if (verb !== 'show') return fails(255, `Command "${verb}" is unknown, try "ip ${object} help".`);
  if (!options.json) return fails(1, 'The demo host prints this in JSON only: ask with "ip -j".');
  return show(call, object, options, args);
}

/** Null: the words ask for no change. */
function edit(call: Call, object: ObjectName, verb: string, { family }: Options): CommandAnswer | null {
  if (object === 'link') {
    if (verb === 'set') return linkSet(call);
    if (verb === 'add') return linkAdd(call);
    return verb === 'del' ? linkDel(call) : null;
  }
  if (object === 'address' && (verb === 'add' || verb === 'replace' || verb === 'del'))
    return addressEdit(call, verb);
  if (object !== 'route' || (verb !== 'replace' && verb !== 'del')) return null;
  return routeEdit(call, verb, family);
}

function readOptions(
  args: readonly string[],
): { options: Options; rest: readonly string[] } | { unknown: string } {
  const options: Options = { json: false, details: false, statistics: false, family: null };
  for (const [position, word] of args.entries()) {
    if (!word.startsWith('-')) return { options, rest: args.slice(position) };
    if (word === '-6') options.family = 'inet6';
    else if (word === '-j') options.json = true;
    else if (word === '-d') options.details = true;
    else if (word === '-s') options.statistics = true;
    else return { unknown: word };
  }
  return { options, rest: [] };
}

function show(call: Call, object: ObjectName, options: Options, args: readonly string[]): CommandAnswer {
  const { lab } = call;
  const name = args[0] === 'dev' ? args[1] : args[0];
  if (name !== undefined && !lab.links.some((link) => link.name === name))
    return fails(1, missing(object, name));
  const links = lab.links.filter((link) => name === undefined || link.name === name);
  const on = (link: string) => name === undefined || link === name;
  switch (object) {
    case 'link':
      return printsJson(links.map((link) => linkJson(lab, link, options, call.elapsed)));
    case 'address':
      return printsJson(links.map((link) => addressJson(lab, link, options.family)));
    case 'route': {
      const family = options.family ?? 'inet';
      const routes = lab.routes.filter((route) => route.family === family && on(route.link));
      return printsJson(sortedRoutes(routes).map((route) => routeJson(lab, route)));
    }
    case 'neighbour': {
      const known = options.family === 'inet6' ? [] : neighboursOf(lab);
      const wanted = known.filter((neighbour) => on(neighbour.link));
      return printsJson(wanted.map((neighbour) => neighbourJson(lab, neighbour)));
    }
  }
}

function printsJson(entries: readonly object[]): CommandAnswer {
  return prints(`${JSON.stringify(entries)}\n`);
}

function missing(object: ObjectName, name: string): string {
  return object === 'link' || object === 'address'
    ? `Device "${name}" does not exist.`
    : `Cannot find device "${name}"`;
}
