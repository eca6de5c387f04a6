import { isIP } from 'node:net';
import { type Call, type CommandAnswer, changes, fails } from '../answer.ts';
import { hasLink } from '../kernel/links.ts';
import { readGiven } from '../kernel/prefix.ts';
import { delRoute, setRoute, type WantedRoute } from '../kernel/routes.ts';
import { noDevice, Refused, refusable, Words } from './words.ts';

/** `ip [-6] route replace|del PREFIX [via ADDRESS] [dev NAME] [proto NAME] [metric N] [src ADDRESS] [onlink]`. */
export function routeEdit(
  { lab, args }: Call,
  verb: 'replace' | 'del',
  family: WantedRoute['family'] | null,
): CommandAnswer {
  return refusable(() => {
    const wanted = readRoute(new Words(args), family);
    if (wanted.link !== null && !hasLink(lab, wanted.link)) throw noDevice(wanted.link);
    const { lab: next, error } = verb === 'del' ? delRoute(lab, wanted) : setRoute(lab, wanted);
    return error === null ? changes(next) : fails(2, error);
  });
}

function readRoute(words: Words, asked: WantedRoute['family'] | null): WantedRoute {
  let route: WantedRoute = {
    family: asked ?? 'inet',
    destination: '',
    gateway: null,
    link: null,
    metric: null,
    protocol: null,
    source: null,
    onLink: false,
  };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'via') route = { ...route, ...gatewayOf(words.value(), asked) };
    else if (word === 'dev') route = { ...route, link: words.value() };
    else if (word === 'proto') route = { ...route, protocol: words.value() };
    else if (word === 'metric')
      route = { ...route, metric: words.number(2 ** 32 - 1, '"metric" value is invalid\n') };
    else if (word === 'src') route = { ...route, source: words.value() };
    else if (word === 'onlink') route = { ...route, onLink: true };
    else route = { ...route, ...destinationOf(word, route.family) };
  }
  return route;
}

function gatewayOf(word: string, asked: WantedRoute['family'] | null): Partial<WantedRoute> {
  const version = isIP(word);
  if (version === 0)
    throw new Refused(1, `Error: ${asked ?? 'inet'} address is expected rather than "${word}".`);
  return { gateway: word, family: version === 4 ? 'inet' : 'inet6' };
}

function destinationOf(word: string, family: WantedRoute['family']): Partial<WantedRoute> {
  if (word === 'default') return { destination: word };
  const prefix = readGiven(word);
  if (prefix === null) throw new Refused(1, `Error: any valid prefix is expected rather than "${word}".`);
  const whole = prefix.length === (prefix.family === 'inet' ? 32 : 128);
  return { destination: whole ? prefix.address : word, family: prefix.family ?? family };
}
