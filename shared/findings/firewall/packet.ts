/** Where a packet comes from, or goes to. */
export interface PacketEnd {
  /** The link of the netfilter hook: the bridge itself for a frame that crosses it; null: not known. */
  readonly link: string | null;
  /** The bridge’s port that the frame passes; null: none. */
  readonly port: string | null;
  readonly bridge: string | null;
  /** The address is one of these; null: it may be any, but for `never`. */
  readonly within: readonly AddressRange[] | null;
  readonly never: readonly AddressRange[];
  /** It is the guest’s end. */
  readonly isGuest: boolean;
}

export interface AddressRange {
  readonly family: 'inet' | 'inet6';
  readonly first: bigint;
  readonly last: bigint;
}

/** A packet that the firewall is asked about: of TCP, with ports that are not known. */
export interface Packet {
  readonly family: 'ip' | 'ip6';
  /** `established`: an answer. */
  readonly state: 'new' | 'established';
  /** A frame that a bridge forwards; else a packet that the host routes. */
  readonly isBridged: boolean;
  /** Whose chains it passes: a bridged frame those of the bridge family, and of IP where br_netfilter hands it over. */
  readonly layers: readonly ('bridge' | 'ip')[];
  readonly from: PacketEnd;
  readonly to: PacketEnd;
}

/** The answer to it. */
export function answerTo({ from, to, ...packet }: Packet): Packet {
  return { ...packet, state: 'established', from: to, to: from };
}
