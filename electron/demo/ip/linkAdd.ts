import { type Call, type CommandAnswer, changes, fails } from '../answer.ts';
import { newBond } from '../kernel/bond.ts';
import { macRefusal, mtuRefusal, withOptions } from '../kernel/change.ts';
import { addLink, answers, findLink, hasLink } from '../kernel/links.ts';
import { deleteLink } from '../kernel/remove.ts';
import { newVlan } from '../kernel/vlan.ts';
import { silent } from '../meter.ts';
import type { DemoLink, Device, Homelab } from '../model.ts';
import { freshMac } from './freshMac.ts';
import { type LinkRequest, readLinkWords } from './linkWords.ts';
import { noDevice, Refused, refusable, Words } from './words.ts';

const newBridge = {
  kind: 'bridge',
  stp: false,
  forwardDelay: 1500,
  vlanFiltering: false,
  macIsSet: false,
  mtuIsSet: false,
  hadPort: false,
} as const;

/**
 * `ip link add [link LOWER] [name] NAME [address MAC] [mtu BYTES] type bridge|bond|vlan [OPTION VALUE]…`: it is born down.
 */
export function linkAdd(call: Call): CommandAnswer {
  return refusable(() => {
    const { lab, elapsed } = call;
    const request = readLinkWords(lab, new Words(call.args));
    const { name, mac, type } = request;
    if (type === undefined) throw new Refused(1, 'Not enough information: "type" argument is required');
    if (name === undefined) throw new Refused(1, 'The demo host gives a link no name: say which');
    const lower = findLink(lab, request.lower ?? null);
    const { mtu = (type === 'vlan' ? lower?.mtu : undefined) ?? 1500 } = request;
    const device = newDevice(lab, request, lower);
    const refused =
      (mac === undefined ? null : macRefusal(mac)) ??
      (hasLink(lab, name) ? answers('File exists') : null) ??
      (typeof device === 'string' ? device : mtuRefusal(device, mtu)) ??
      nameRefusal(name);
    if (refused !== null || typeof device === 'string') return fails(2, refused ?? '');
    const meter = { since: elapsed, rxBytes: 0, txBytes: 0, rate: silent, flowing: true };
    const link = {
      name,
      mac: mac ?? (type === 'vlan' ? lower?.mac : undefined) ?? freshMac(lab, name),
      mtu,
      up: false,
      master: null,
      addresses: [],
    };
    return changes(addLink(lab, { ...link, device, meter }));
  });
}

/** The device that is asked for, or what the kernel answers. */
function newDevice(
  lab: Homelab,
  { type, mac, bridge = {}, bond, vlan }: LinkRequest,
  lower: DemoLink | undefined,
): Device | string {
  const macIsSet = mac !== undefined;
  if (type === 'bridge') return withOptions({ ...newBridge, macIsSet }, bridge);
  if (type === 'bond') return newBond(bond ?? { settings: {} }, macIsSet);
  if (type === 'vlan' && vlan !== undefined) return newVlan(lab, vlan, lower);
  return 'Error: Unknown device type.';
}

/** `ip link del [dev] NAME`. */
export function linkDel({ lab, args, elapsed }: Call): CommandAnswer {
  return refusable(() => {
    const { name } = readLinkWords(lab, new Words(args));
    if (name === undefined) throw new Refused(255, 'Not enough information: "dev" argument is required.');
    if (findLink(lab, name) === undefined) throw noDevice(name);
    const { lab: left, error } = deleteLink(lab, name, elapsed);
    return error === null ? changes(left) : fails(2, error);
  });
}

/** What the kernel answers to a name that iproute2 let through (dev_valid_name); null when it takes it. */
export function nameRefusal(name: string): string | null {
  return name === '.' || name === '..' || name.includes(':') ? answers('Invalid argument') : null;
}
