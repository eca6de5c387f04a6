/** One address of a host interface (`ip -j addr`). */
export interface LinkAddress {
  readonly link: string;
  readonly family: 'inet' | 'inet6';
  readonly address: string;
  readonly prefixLength: number;
  /** `global`, `link`, `host`. */
  readonly scope: string;
  /** It came with a lifetime: by DHCP or a router's advertisement. Absent: somebody configured it for good. */
  readonly dynamic?: true;
  /** Absent: none was set. */
  readonly broadcast?: string;
  /** Of the route to its prefix that the kernel made with it; absent: the kernel's default. */
  readonly metric?: number;
  /** The kernel made no route to its prefix with it: whoever set it made one of their own, or none. */
  readonly noPrefixRoute?: true;
}

/** One row of the main routing table (`ip -j route`, `ip -j -6 route`). */
export interface Route {
  readonly family: 'inet' | 'inet6';
  /** `default` or a prefix such as `10.0.0.0/24`. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly link: string | null;
  /** Lower wins. The kernel's default is 0 for IPv4. */
  readonly metric: number;
  /** Who made it, in iproute2's words: `kernel`, `dhcp`, `ra`, `static`, …; absent where it does not tell (`boot`). */
  readonly protocol?: string | undefined;
  /** The gateway need not lie in any of the link's prefixes. */
  readonly onLink?: true | undefined;
  /** The address that the host speaks from on this way (`src`); absent: the kernel chooses. */
  readonly source?: string | undefined;
  /** What somebody set for traffic on this way, in iproute2's words: `mtu 1400`, `initcwnd 20`; absent: nothing. */
  readonly settings?: readonly string[] | undefined;
  /** It ends by itself where its router doesn’t tell of it again; absent: it stays. */
  readonly expires?: true | undefined;
}

/** One neighbour (ARP or NDP) entry of the host (`ip -j neigh`). */
export interface Neighbour {
  readonly address: string;
  /** Null: nobody has answered. */
  readonly mac: string | null;
  readonly link: string;
  /** `REACHABLE`, `STALE`, `PERMANENT`, …; `FAILED`: nobody answered · `INCOMPLETE`: asked, and nobody has answered yet. */
  readonly state: string;
}

/** One row of `bridge -j -s fdb show`: which MAC was seen behind which port. */
export interface FdbEntry {
  readonly mac: string;
  readonly link: string;
  /** The bridge, where the row is a bridge's; null for a device's own filter. */
  readonly master: string | null;
  readonly vlan: number | null;
  /** A port's own address or a static row; a guest's MAC that was learned is not permanent. */
  readonly permanent: boolean;
  /** Whole seconds since a frame from it last came in; absent: the `bridge` of an old host or capture doesn’t tell. */
  readonly age?: number;
}
