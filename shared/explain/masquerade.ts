import { readRange, shareWithin } from '#shared/findings/firewall/ranges.ts';
import type { Scene } from '#shared/findings/scene.ts';
import type { FirewallRule } from '#shared/host/firewall.ts';
import { isReadWhole } from '#shared/host/source.ts';
import type { LinkNode } from '#shared/topology/model.ts';

/** Whether some rule may do NAT for what comes from a bridge’s own subnet; null: that isn’t known. */
export function hasMasquerade({ snapshot }: Scene, { addresses }: LinkNode): boolean | null {
  const { firewall, sources } = snapshot;
  if (firewall === undefined || !isReadWhole(sources.find(({ name }) => name === 'firewall'))) return null;
  const own = addresses.flatMap((text) => readRange(text) ?? []).filter(({ family }) => family === 'inet');
  if (own.length === 0) return null;
  const rules = firewall.chains.flatMap((chain) => chain.rules);
  if (rules.some(({ action }) => action?.kind === 'unknown')) return null;
  return rules.some((rule) => doesNat(rule) && mayBeFrom(rule, own));
}

function doesNat({ action }: FirewallRule): boolean {
  return action?.kind === 'masquerade' || action?.kind === 'snat';
}

function mayBeFrom({ matches }: FirewallRule, own: Parameters<typeof shareWithin>[1]): boolean {
  return matches.every((match) => {
    if (match.on !== 'address' || match.end !== 'source' || match.not) return true;
    const ranges = match.ranges.flatMap((text) => readRange(text) ?? []);
    return shareWithin({ within: own, never: [] }, ranges) !== 'none';
  });
}
