import { type Call, type CommandAnswer, changes, fails } from '../answer.ts';
import { setBond } from '../kernel/bond.ts';
import { macRefusal, setBridge, setMac, setMtu, setUp } from '../kernel/change.ts';
import { type Changed, findLink } from '../kernel/links.ts';
import { setMaster, setPort } from '../kernel/master.ts';
import type { DemoLink, Homelab } from '../model.ts';
import { type LinkRequest, readLinkWords } from './linkWords.ts';
import { noDevice, Refused, refusable, Words } from './words.ts';

/**
 * `ip link set [dev] NAME { up | down | master BRIDGE | nomaster | mtu BYTES | address MAC }… [type bridge OPTION…]`:
 * the kernel takes one after the other, and what it did before it refuses one stays done (rtnetlink.c, do_setlink).
 */
export function linkSet(call: Call): CommandAnswer {
  return refusable(() => {
    const { lab, elapsed } = call;
    const request = readLinkWords(lab, new Words(call.args));
    if (request.name === undefined)
      throw new Refused(255, 'Not enough information: "dev" argument is required.');
    const link = findLink(lab, request.name);
    if (link === undefined) throw noDevice(request.name);
    let now = lab;
    for (const step of stepsOf(request, link, elapsed)) {
      const { lab: next, error } = step(now);
      if (error !== null) return { ...fails(2, error), lab: next };
      now = next;
    }
    return changes(now);
  });
}

function stepsOf(
  { type, bridge, bond, port, mac, mtu, master, up }: LinkRequest,
  link: DemoLink,
  elapsed: number,
): ((lab: Homelab) => Changed)[] {
  const { name } = link;
  const step = (isWanted: boolean, change: (lab: Homelab) => Changed) => (isWanted ? [change] : []);
  return [
    ...step(type !== undefined && bridge !== undefined, (lab) => setBridge(lab, link, bridge ?? {})),
    ...step(bond !== undefined, (lab) => setBond(lab, link, bond ?? { settings: {} })),
    ...step(port !== undefined, (lab) => setPort(lab, link, port ?? {})),
    ...step(mac !== undefined, (lab) => {
      const error = macRefusal(mac ?? '');
      return { lab: error === null ? setMac(lab, name, mac ?? '') : lab, error };
    }),
    ...step(mtu !== undefined, (lab) => setMtu(lab, name, mtu ?? 0)),
    ...step(master !== undefined, (lab) => setMaster(lab, name, master ?? null, elapsed)),
    ...step(up !== undefined, (lab) => ({ lab: setUp(lab, name, up === true), error: null })),
  ];
}
