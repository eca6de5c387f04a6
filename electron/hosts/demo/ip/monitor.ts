import type { DemoLink, Homelab } from '../model.ts';
import { linkState } from './linkState.ts';

/**
 * What `ip monitor` prints when the host changes from `before` to `after`: two lines per changed link. As the kernel
 * does, a link that leaves its bridge is announced as `Deleted` although it still exists.
 */
export function monitorLines(before: Homelab, after: Homelab): readonly string[] {
  const gone = before.links
    .filter((link) => !after.links.some((other) => other.ifindex === link.ifindex))
    .flatMap((link) => described(before, link, 'Deleted '));
  return [...gone, ...after.links.flatMap((link) => changed(before, after, link))];
}

function changed(before: Homelab, after: Homelab, link: DemoLink): string[] {
  const was = before.links.find((other) => other.ifindex === link.ifindex);
  const left = was !== undefined && was.master !== null && was.master !== link.master;
  const now = described(after, link, '');
  if (was !== undefined && described(before, was, '').join() === now.join()) return [];
  return [...(left ? described(before, was, 'Deleted ') : []), ...now];
}

function described(lab: Homelab, link: DemoLink, prefix: string): string[] {
  const { flags, operState } = linkState(lab, link);
  const { device } = link;
  const lower = device.kind === 'vlan' || device.kind === 'macvtap' ? `@${device.lower}` : '';
  const master = link.master === null ? '' : ` master ${link.master}`;
  return [
    `${prefix}${link.ifindex}: ${link.name}${lower}: <${flags.join(',')}> mtu ${link.mtu}${master} state ${operState} group default `,
    `    link/ether ${link.mac} brd ff:ff:ff:ff:ff:ff`,
  ];
}
