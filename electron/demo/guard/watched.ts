import { findLink } from '../kernel/links.ts';
import type { Homelab } from '../model.ts';

/** The watched links in words that compare: masters, addresses and routes (`show_state` of electron/helper/guardFiles.sh). */
export function watchedState(lab: Homelab, watch: readonly string[]): string[] {
  return watch.flatMap((name) => {
    const link = findLink(lab, name);
    if (link === undefined) return [`${name} is not there`];
    const state = `${name} is ${link.up ? 'up' : 'down'}, with an MTU of ${link.mtu}, on ${link.master ?? 'no bridge'}`;
    const addresses = link.addresses
      .filter(({ scope }) => scope !== 'link')
      .map(({ local, prefixLength }) => `${name} has the address ${local}/${prefixLength}`);
    const routes = lab.routes
      .filter((route) => route.link === name && route.connectedFrom === null)
      .map(({ family, destination, gateway, metric }) => {
        const via = gateway === null ? '' : ` via ${gateway}`;
        const weight = metric === null || metric === 0 ? '' : ` metric ${metric}`;
        return `${name} has the IPv${family === 'inet' ? 4 : 6} route ${destination}${via}${weight}`;
      });
    return [state, ...addresses, ...routes];
  });
}

/** What was shown before and is not now, and the other way round: the lines of `differs`. */
export function differences(before: readonly string[], after: readonly string[]): string[] {
  return [
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line}`),
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line}`),
  ];
}
