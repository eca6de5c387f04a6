/** What systemd-resolved keeps for one link (`resolvectl dns`, `resolvectl domain`). */
export interface LinkDns {
  /** Addresses as systemd-resolved prints them, without the zone of a link-local one: that is this link. */
  readonly servers: readonly string[];
  /** `lab.example` to search, `~lab.example` to route only, `~.` to route every name. */
  readonly domains: readonly string[];
}
