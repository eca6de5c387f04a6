import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { plugOf, plugWords } from '#shared/ops/vnic/plug.ts';
import { guestAddress } from '#shared/ops/vnic/vnicKey.ts';

/**
 * What edits and their undo must leave as it was, in no order: re-added vNICs come last, and their TAPs have other names.
 */
export function essence({ domains, links, networks }: HostSnapshot) {
  const vnics = domains.flatMap((domain) =>
    (['live', 'defined'] as const).flatMap((side) =>
      domain[side].map((each) => [
        domain.uuid,
        side,
        each.mac,
        each.model,
        each.linkState,
        guestAddress(each),
        plugWords(plugOf(each)),
        links.find(({ name }) => name === each.targetDev)?.master,
      ]),
    ),
  );
  const own = links
    .filter(({ name }) => !/^(vnet|macvtap)/.test(name))
    .map(({ name, master, up, mtu, bridge }) => [name, master, up, mtu, bridge]);
  const known = networks.map(({ name, active, autostart, persistent }) => [
    name,
    active,
    autostart,
    persistent,
  ]);
  const rows = (items: readonly unknown[]) => items.map((row) => JSON.stringify(row)).toSorted();
  return { vnics: rows(vnics), links: rows(own), networks: rows(known) };
}
