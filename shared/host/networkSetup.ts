/**
 * What the programs that configure a network at boot say of this host's links. A host has one of them or several, each
 * for some of its links; a program that is not installed or does not run has none.
 */
export interface NetworkSetup {
  /** Links that NetworkManager has brought up by a profile of its own, and that profile's name. */
  readonly networkManager: readonly { readonly link: string; readonly profile: string }[];
  /** Links that systemd-networkd configures. */
  readonly networkd: readonly string[];
  /** Links that /etc/network/interfaces, or a file beside it, tells of. */
  readonly ifupdown: readonly string[];
  /** Those of them that it has dhclient ask an IPv4 address for. */
  readonly ifupdownLeases: readonly string[];
  /** The `.network` file that systemd-networkd takes for a link, where it tells. */
  readonly networkdFiles: readonly { readonly ifindex: number; readonly file: string }[];
  /** The file in which ifupdown finds a link, where that could be read. */
  readonly ifupdownFiles: readonly { readonly link: string; readonly file: string }[];
  /** Whether /etc/netplan has files: Netplan writes the configuration of NetworkManager or systemd-networkd then. */
  readonly netplan: boolean;
}

export const noNetworkSetup: NetworkSetup = {
  networkManager: [],
  networkd: [],
  ifupdown: [],
  ifupdownLeases: [],
  networkdFiles: [],
  ifupdownFiles: [],
  netplan: false,
};
