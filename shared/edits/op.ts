import type { DomainInterface } from '#shared/host/domain.ts';

export type Scope = 'live' | 'config';

/**
 * Names one vNIC of a domain across restarts. The alias tells two vNICs of one MAC apart, but exists only live;
 * in a definition they are told apart by their order among those of the same MAC.
 */
export interface VnicKey {
  readonly mac: string;
  readonly alias: string | null;
}

/** Where a vNIC may be plugged by libvirt. */
export type PlugTarget =
  | { readonly kind: 'bridge'; readonly bridge: string }
  | { readonly kind: 'network'; readonly network: string };

/**
 * The closed set of what Patchbay does to a host. Every op has a command, an inverse and conditions that a fresh
 * read must meet; none of them names a shell, and none holds a vnet's name for longer than a plan lives.
 */
export type Op =
  | {
      readonly op: 'vnic-source';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly target: PlugTarget;
    }
  | { readonly op: 'vnic-add'; readonly domain: string; readonly scope: Scope; readonly device: NewVnic }
  | { readonly op: 'vnic-remove'; readonly domain: string; readonly scope: Scope; readonly vnic: VnicKey }
  | {
      readonly op: 'vnic-link';
      readonly domain: string;
      readonly scope: Scope;
      readonly vnic: VnicKey;
      readonly state: 'up' | 'down';
    }
  /** `master` null: on no bridge. */
  | { readonly op: 'port-master'; readonly link: string; readonly master: string | null };

/** A vNIC to add: a new one, or one that was removed and is put back as it was. */
export type NewVnic =
  | { readonly kind: 'new'; readonly mac: string; readonly model: string; readonly target: PlugTarget }
  | { readonly kind: 'as-it-was'; readonly was: DomainInterface };
