import { type Answer, type Call, fails, prints } from '../answer.ts';
import { addressJson, neighbourJson, routeJson } from './addressJson.ts';
import { linkJson } from './linkJson.ts';
import { linkSet } from './linkSet.ts';

const OBJECTS = ['link', 'address', 'route', 'neighbour'] as const;
type ObjectName = (typeof OBJECTS)[number];

interface Options {
  json: boolean;
  details: boolean;
  statistics: boolean;
  family: 'inet' | 'inet6' | null;
}

/** `ip [OPTIONS] link|address|route|neighbour [show [[dev] NAME]]` in JSON, and `ip link set`. */
export function ip(call: Call): Answer {
  const read = readOptions(call.args);
  if ('unknown' in read) return fails(255, `Option "${read.unknown}" is unknown, try "ip -help".`);
  const { options, rest } = read;
  const [word, ...words] = rest;
  if (word === undefined) return fails(255, 'Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }');
  const object = OBJECTS.find((name) => name.startsWith(word));
  if (object === undefined) return fails(1, `Object "${word}" is unknown, try "ip help".`);
  const [verb = 'show', ...args] = words;
  if (object === 'link' && verb === 'set') return linkSet({ ...call, args });
  if (!['show', 'list', 'ls', 'lst', 's'].includes(verb))
    return fails(255, `Command "${verb}" is unknown, try "ip ${object} help".`);
  if (!options.json) return fails(1, 'The demo host prints this in JSON only: ask with "ip -j".');
  return show(call, object, options, args);
}

function readOptions(
  args: readonly string[],
): { options: Options; rest: readonly string[] } | { unknown: string } {
  const options: Options = { json: false, details: false, statistics: false, family: null };
  for (const [position, word] of args.entries()) {
    if (!word.startsWith('-')) return { options, rest: args.slice(position) };
    const name = word.replace(/^--?/, '');
    if (name === '') return { unknown: word };
    if (name === '4') options.family = 'inet';
    else if (name === '6') options.family = 'inet6';
    else if ('json'.startsWith(name)) options.json = true;
    else if ('details'.startsWith(name)) options.details = true;
    else if ('stats'.startsWith(name) || 'statistics'.startsWith(name)) options.statistics = true;
    else return { unknown: word };
  }
  return { options, rest: [] };
}

function show(call: Call, object: ObjectName, options: Options, args: readonly string[]): Answer {
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
      return printsJson(routes.map((route) => routeJson(lab, route)));
    }
    case 'neighbour': {
      const known = options.family === 'inet6' ? [] : lab.neighbours;
      return printsJson(known.filter((neighbour) => on(neighbour.link)).map(neighbourJson));
    }
  }
}

function printsJson(entries: readonly object[]): Answer {
  return prints(`${JSON.stringify(entries)}\n`);
}

function missing(object: ObjectName, name: string): string {
  return object === 'link' || object === 'address'
    ? `Device "${name}" does not exist.`
    : `Cannot find device "${name}"`;
}
