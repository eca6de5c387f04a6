/** The kernel’s settings that decide whether and how it passes packets, read from `/proc`; null: not there, or not readable. */
export interface NetSettings {
  /** `net.ipv4.ip_forward`. */
  readonly forwardsIpv4: boolean | null;
  /** `net.ipv6.conf.all.forwarding`. */
  readonly forwardsIpv6: boolean | null;
  /** `net.bridge.bridge-nf-call-…`; null: br_netfilter is not loaded, and bridged frames pass no IP firewall. */
  readonly bridgeCalls: {
    readonly iptables: boolean;
    readonly ip6tables: boolean;
    readonly arptables: boolean;
  } | null;
  /** `net.ipv4.conf.NAME.rp_filter` by link, and that of `all`: 0 off, 1 strict, 2 loose. */
  readonly reversePath: Readonly<Record<string, number>>;
  /** The tables of legacy iptables that are in use, which only root sees. */
  readonly legacyTables: { readonly ip: readonly string[]; readonly ip6: readonly string[] };
  /** It has vhost-net, loaded or built in: `/proc/misc` lists its device; null: that isn’t known. */
  readonly vhostNet: boolean | null;
}

export const noNetSettings: NetSettings = {
  forwardsIpv4: null,
  forwardsIpv6: null,
  bridgeCalls: null,
  reversePath: {},
  legacyTables: { ip: [], ip6: [] },
  vhostNet: null,
};
