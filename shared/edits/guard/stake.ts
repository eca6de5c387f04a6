/** What a link carries that the user can't lose unawares. */
export interface Stake {
  readonly link: string;
  /** What it carries, a plain sentence each; never empty. */
  readonly reasons: readonly string[];
  /**
   * True where nothing but the bridge itself holds an address, and nothing leads out of it: libvirt's virbr0, Docker's
   * docker0. Its guests alone lose something, and only where the bridge itself is removed or set down.
   */
  readonly guestsOnly: boolean;
}

/** What a link itself holds, whatever carries it. */
export interface Holding {
  readonly link: string;
  /** `the host's default route (via 192.168.1.1) leaves through br0`: a clause that ends with the link's name. */
  readonly clause: string;
  /** An address alone may be there for guests; a default route and the user's connection never are. */
  readonly isAddress: boolean;
}

/** A host's links as something that rests on each other. */
export interface Ground {
  readonly holdings: readonly Holding[];
  /** The links that carry this one, directly; a link without which it works on is none of them. */
  below(link: string): readonly string[];
  /**
   * The links of which one may carry this one, where nothing tells which.
   * @param isAddress whether what it has to carry is an address alone
   */
  perhaps(link: string, isAddress: boolean): readonly string[];
  /** True of a bridge: what has no way out of it is there for its guests. */
  isBridge(link: string): boolean;
}

/** What is at stake, by link: all that holds something, and whatever carries that. */
export function stakesOn({ holdings, below, perhaps, isBridge }: Ground): ReadonlyMap<string, Stake> {
  const stakes = new Map<string, { reasons: string[]; guestsOnly: boolean }>();
  const add = (link: string, reason: string, guestsOnly: boolean) => {
    const stake = stakes.get(link) ?? { reasons: [], guestsOnly: true };
    stake.reasons.push(reason.charAt(0).toUpperCase() + reason.slice(1));
    stake.guestsOnly &&= guestsOnly;
    stakes.set(link, stake);
  };
  for (const { link: holder, clause, isAddress } of holdings) {
    const guestsOnly = isAddress && isBridge(holder) && below(holder).length === 0;
    const certain = withBeneath(holder, below);
    for (const link of certain)
      add(link, link === holder ? `${clause}.` : `${clause}, which uses ${link}.`, guestsOnly);
    if (guestsOnly) continue;
    const possible = (link: string) => [...below(link), ...perhaps(link, isAddress)];
    for (const link of withBeneath(holder, possible)) {
      if (!certain.has(link)) add(link, `${clause}, which may use ${link}.`, false);
    }
  }
  return new Map([...stakes].map(([link, stake]) => [link, { link, ...stake }]));
}

/** A link, and all that carries it, however far beneath. */
export function withBeneath(link: string, below: Ground['below']): ReadonlySet<string> {
  const found = new Set([link]);
  for (const each of found) for (const next of below(each)) found.add(next);
  return found;
}

/** A bond, like whatever else is made of spare links, works on as long as one member does; where several are alive, none of them is indispensable. */
export function lastLiving<T extends { readonly up: boolean; readonly carrier: boolean }>(
  members: readonly T[],
): readonly T[] {
  const living = members.filter(({ up, carrier }) => up && carrier);
  return living.length === 0 ? members : living.length === 1 ? living : [];
}
