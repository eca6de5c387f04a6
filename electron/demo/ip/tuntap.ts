import { type Call, type CommandAnswer, changes, fails } from '../answer.ts';
import { addLink, findLink } from '../kernel/links.ts';
import { removeLink } from '../kernel/remove.ts';
import { silent } from '../meter.ts';
import type { Homelab } from '../model.ts';
import { freshMac } from './freshMac.ts';
import { nameRefusal } from './linkAdd.ts';
import { Refused, refusable, Words } from './words.ts';

/** The users of the demo host, by number. */
const USERS: ReadonlyMap<string, string> = new Map([
  ['0', 'root'],
  ['1000', 'tinker'],
  ['64055', 'libvirt-qemu'],
]);

/** `ip tuntap add|del dev NAME mode tap [user USER]`: a TAP that stays, born down and held by nobody. */
export function tuntap(call: Call): CommandAnswer {
  return refusable(() => {
    const { lab, elapsed } = call;
    const [verb = 'show', ...rest] = call.args;
    if (verb !== 'add' && verb !== 'del')
      return fails(255, `Command "${verb}" is unknown, try "ip tuntap help".`);
    const { name, mode, user } = readTuntap(new Words(rest));
    if (mode !== 'tap') throw new Refused(1, 'You failed to specify a tunnel mode');
    if (name === undefined) throw new Refused(1, 'The demo host gives a TAP no name: say which');
    const present = findLink(lab, name);
    if (verb === 'del') return present?.device.kind === 'tap' ? deleted(lab, name, elapsed) : changes(lab);
    if (present !== undefined) return fails(1, 'ioctl(TUNSETIFF): Device or resource busy');
    if (nameRefusal(name) !== null) return fails(1, 'ioctl(TUNSETIFF): Invalid argument');
    const link = { name, mac: freshMac(lab, name), mtu: 1500, up: false, master: null, addresses: [] };
    const device = { kind: 'tap', persist: true, user, holder: null } as const;
    const meter = { since: elapsed, rxBytes: 0, txBytes: 0, rate: silent, flowing: false };
    return changes(addLink(lab, { ...link, device, meter }));
  });
}

function readTuntap(words: Words): { name?: string; mode?: string; user: string | null } {
  let request: ReturnType<typeof readTuntap> = { user: null };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'mode') request = { ...request, mode: modeOf(words.value()) };
    else if (word === 'user') request = { ...request, user: userOf(words.value()) };
    else if (word === 'dev') request = { ...request, name: words.linkName(word) };
    else throw new Refused(255, `Error: either "name" is duplicate, or "${word}" is a garbage.`);
  }
  return request;
}

function modeOf(word: string): string {
  if (word === 'tap') return word;
  throw new Refused(255, `Unknown tunnel mode "${word}"`);
}

/** A number counts as it is; `ip -d link` prints a user by name where there is one. */
function userOf(word: string): string {
  if (/^\d+$/.test(word)) return USERS.get(word) ?? word;
  if ([...USERS.values()].includes(word)) return word;
  throw new Refused(255, `invalid user "${word}"`);
}

function deleted(lab: Homelab, name: string, elapsed: number): CommandAnswer {
  const link = findLink(lab, name);
  const isHeld = link?.device.kind === 'tap' && link.device.holder !== null;
  if (isHeld) return fails(1, 'ioctl(TUNSETIFF): Device or resource busy');
  return changes(removeLink(lab, name, elapsed));
}
