import type { DemoLink, DemoRoute, Homelab } from '../model.ts';
import { linkState } from './linkState.ts';

/**
 * What `ip monitor` prints when the host changes from `before` to `after`: two lines per changed link and address, one
 * per route. As the kernel does, a link that leaves its bridge is announced as `Deleted` although it still exists.
 */
export function monitorLines(before: Homelab, after: Homelab): readonly string[] {
  return [
    ...linkLines(before, after),
    ...news(before.links.flatMap(addressesOf), after.links.flatMap(addressesOf)),
    ...news(before.routes.map(routeLine), after.routes.map(routeLine)),
  ];
}

/** What is there no more, and what is there now. */
function news(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((lines) => !after.includes(lines)).map((lines) => `Deleted ${lines}`),
    ...after.filter((lines) => !before.includes(lines)),
  ].flatMap((lines) => lines.split('\n'));
}

function addressesOf({ ifindex, name, addresses }: DemoLink): string[] {
  return addresses.map(
    ({ family, local, prefixLength, scope }) =>
      `${ifindex}: ${name}    ${family} ${local}/${prefixLength} scope ${scope} ${name}\n       valid_lft forever preferred_lft forever`,
  );
}

function routeLine({ destination, gateway, link, connectedFrom, metric }: DemoRoute): string {
  const via = gateway === null ? '' : `via ${gateway} `;
  const own = connectedFrom === null ? '' : `proto kernel scope link src ${connectedFrom} `;
  return `${destination} ${via}dev ${link} ${own}${metric === null ? '' : `metric ${metric} `}`;
}

function linkLines(before: Homelab, after: Homelab): readonly string[] {
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
