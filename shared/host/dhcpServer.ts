/** A socket by which a program of this host’s network namespace serves DHCP, or relays it (UDP port 67). */
export interface DhcpServer {
  /** The one link that it is bound to (SO_BINDTODEVICE); null: none. */
  readonly link: string | null;
  /** The address that it is bound to; null: any. */
  readonly address: string | null;
  /** Whose it is, by process and program; empty where that may not be seen. */
  readonly processes: readonly { readonly pid: number; readonly program: string }[];
}
