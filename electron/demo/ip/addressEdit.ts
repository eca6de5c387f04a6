import { type Call, type CommandAnswer, changes, fails } from '../answer.ts';
import { addAddress, delAddress, replaceAddress } from '../kernel/addresses.ts';
import { hasLink } from '../kernel/links.ts';
import { readGiven } from '../kernel/prefix.ts';
import type { DemoAddress } from '../model.ts';
import { noDevice, Refused, refusable, Words } from './words.ts';

/** `ip addr add|replace|del PREFIX dev NAME [broadcast ADDRESS] [metric N] [noprefixroute]`. */
export function addressEdit({ lab, args }: Call, verb: 'add' | 'replace' | 'del'): CommandAnswer {
  return refusable(() => {
    const { name, address } = readAddress(new Words(args));
    if (name === null) throw new Refused(1, 'Not enough information: "dev" argument is required.');
    if (!hasLink(lab, name)) throw noDevice(name);
    if (address === null) return fails(2, 'RTNETLINK answers: Operation not supported');
    const { lab: next, error } = changed[verb](lab, name, address);
    return error === null ? changes(next) : fails(2, error);
  });
}

const changed = { add: addAddress, replace: replaceAddress, del: delAddress };

function readAddress(words: Words): { name: string | null; address: DemoAddress | null } {
  let name: string | null = null;
  let address: DemoAddress | null = null;
  let broadcast: string | null = null;
  let more: Pick<DemoAddress, 'metric' | 'noPrefixRoute'> = {};
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'dev') name = words.value();
    else if (word === 'broadcast') broadcast = words.value();
    else if (word === 'metric')
      more = { ...more, metric: words.number(2 ** 32 - 1, '"metric" value is invalid\n') };
    else if (word === 'noprefixroute') more = { ...more, noPrefixRoute: true };
    else address = read(word);
  }
  if (address === null) return { name, address };
  return { name, address: { ...address, ...more, ...(broadcast === null ? {} : { broadcast }) } };
}

function read(word: string): DemoAddress {
  const prefix = readGiven(word);
  if (prefix === null) throw new Refused(1, `Error: any valid prefix is expected rather than "${word}".`);
  const scope = prefix.address.startsWith('fe80:') ? 'link' : 'global';
  return { family: prefix.family, local: prefix.address, prefixLength: prefix.length, scope };
}
