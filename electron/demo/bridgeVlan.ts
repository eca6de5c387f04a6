import { newPortVlans, withVlans } from '#shared/host/portVlan.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { type Call, type CommandAnswer, changes, fails, prints } from './answer.ts';
import { noDevice, Refused, refusable, Words } from './ip/words.ts';
import { answers, changeLink, findLink } from './kernel/links.ts';
import type { DemoLink, Homelab } from './model.ts';

/** `bridge vlan add|del dev NAME vid VLAN[-VLAN] [pvid] [untagged] [self]` and `bridge -j -compressvlans vlan show`. */
export function bridgeVlan(call: Call, verb: string, args: readonly string[]): CommandAnswer {
  if (verb === 'show')
    return prints(`${JSON.stringify(call.lab.links.flatMap((link) => rowOf(call.lab, link)))}\n`);
  if (verb !== 'add' && verb !== 'del')
    return fails(255, `Command "${verb}" is unknown, try "bridge vlan help".`);
  return refusable(() => {
    const { name, isSelf, ...vlans } = readWords(new Words(args));
    const link = findLink(call.lab, name);
    if (link === undefined) throw noDevice(name);
    if (!isPort(call.lab, link) && !(isSelf && link.device.kind === 'bridge'))
      return fails(2, answers('Operation not supported'));
    const changed = withVlans(vlansOf(link), { vlans, present: verb === 'add' });
    return changes(changeLink(call.lab, name, (present) => ({ ...present, vlans: changed })));
  });
}

function readWords(words: Words): VlanRange & { name: string; isSelf: boolean } {
  let read = { name: '', first: 0, last: 0, pvid: false, untagged: false, isSelf: false };
  for (let word = words.next(); word !== undefined; word = words.next()) {
    if (word === 'dev') read = { ...read, name: words.value() };
    else if (word === 'vid') read = { ...read, ...readVlans(words.value()) };
    else if (word === 'pvid') read = { ...read, pvid: true };
    else if (word === 'untagged') read = { ...read, untagged: true };
    else if (word === 'self') read = { ...read, isSelf: true };
    else throw new Refused(255, `"${word}" is not a valid option of the demo host.`);
  }
  if (read.name === '' || read.first === 0)
    throw new Refused(255, 'Device and VLAN ID are required arguments.');
  return read;
}

function readVlans(word: string): Pick<VlanRange, 'first' | 'last'> {
  const [first, last] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(word)?.slice(1) ?? [];
  const range = { first: Number(first), last: Number(last ?? first) };
  if (!(range.first >= 1 && range.first <= range.last && range.last <= 4094))
    throw new Refused(255, `Invalid VLAN ID "${word}"`);
  return range;
}

function rowOf(lab: Homelab, link: DemoLink): object[] {
  if (link.device.kind !== 'bridge' && !isPort(lab, link)) return [];
  const vlans = vlansOf(link).map(({ first, last, pvid, untagged }) => ({
    vlan: first,
    ...(last === first ? {} : { vlanEnd: last }),
    ...(pvid || untagged
      ? { flags: [...(pvid ? ['PVID'] : []), ...(untagged ? ['Egress Untagged'] : [])] }
      : {}),
  }));
  return vlans.length === 0 ? [] : [{ ifname: link.name, vlans }];
}

function vlansOf({ vlans }: DemoLink): readonly VlanRange[] {
  return vlans ?? newPortVlans(1);
}

function isPort(lab: Homelab, { master }: DemoLink): boolean {
  return findLink(lab, master)?.device.kind === 'bridge';
}
