/** The families of netfilter’s chains: an `inet` chain sees IPv4 and IPv6. */
export const netfilterFamilies = ['ip', 'ip6', 'inet', 'bridge', 'arp', 'netdev'] as const;
export type NetfilterFamily = (typeof netfilterFamilies)[number];

/** What the packet filter of the host holds, whichever program wrote it. */
export interface Firewall {
  readonly chains: readonly FirewallChain[];
}

export interface FirewallChain {
  /** What shows it, and changes it: `iptables` is iptables-nft, or whichever there is. */
  readonly tool: 'nft' | 'iptables' | 'iptables-legacy';
  readonly family: NetfilterFamily;
  readonly table: string;
  readonly name: string;
  /** Where packets enter it; null: other chains lead to it. */
  readonly base: BaseChain | null;
  readonly rules: readonly FirewallRule[];
}

export interface BaseChain {
  /** `prerouting`, `forward`, `postrouting`, `input`, … */
  readonly hook: string;
  readonly type: 'filter' | 'nat' | 'route';
  /** Lower comes first. */
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
  /** How many packets came to the policy; null: not counted. */
  readonly packets: number | null;
}

/** A rule as far as it decides what becomes of a packet: all `matches` must hold. */
export interface FirewallRule {
  readonly matches: readonly FirewallMatch[];
  /** Null: it only counts, logs or changes the packet, and the next rule follows. */
  readonly action: FirewallAction | null;
  /** It marks the packet, for other rules to see. */
  readonly marks: boolean;
  /** How many packets it matched; null: not counted. */
  readonly packets: number | null;
  /** The rule in the words of its tool, without counters. */
  readonly text: string;
}

export type FirewallAction =
  | { readonly kind: 'accept' | 'drop' | 'reject' | 'return' | 'masquerade' | 'snat' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string }
  /** Another program or a module decides. */
  | { readonly kind: 'unknown' };

/** `not`: it holds where this does not. */
export type FirewallMatch =
  | {
      readonly on: 'link';
      readonly end: 'in' | 'out';
      /** The link of the hook; the bridge’s port that the frame passes; the bridge of a port. */
      readonly at: 'hook' | 'port' | 'bridge';
      /** One of these; a `*` at the end stands for anything. */
      readonly names: readonly string[];
      readonly not: boolean;
    }
  | {
      readonly on: 'address';
      readonly end: 'source' | 'destination';
      /** One of these: `10.0.0.0/8`, `10.0.0.1`, `10.0.0.1-10.0.0.9`. */
      readonly ranges: readonly string[];
      readonly not: boolean;
    }
  /** The address is one of the host’s own, or no single host’s. */
  | { readonly on: 'local'; readonly end: 'source' | 'destination'; readonly not: boolean }
  /** `tcp`, `udp`, `icmp`, … or a number. */
  | { readonly on: 'protocol'; readonly names: readonly string[]; readonly not: boolean }
  | { readonly on: 'family'; readonly names: readonly string[]; readonly not: boolean }
  /** `new`, `established`, `related`, `invalid`, `untracked`. */
  | { readonly on: 'state'; readonly names: readonly string[]; readonly not: boolean }
  /** A frame that a bridge forwards, and no packet that the host routes. */
  | { readonly on: 'bridged'; readonly not: boolean }
  /** Whether a packet that nobody marked matches. */
  | { readonly on: 'mark'; readonly unmarked: boolean }
  /** Some packets have it and some don’t: a port, a rate; `set`: addresses that are not known here. */
  | { readonly on: 'some'; readonly what: 'port' | 'rate' | 'set' | 'other' }
  /** It can’t be told which packets match. */
  | { readonly on: 'unknown'; readonly what: string };
