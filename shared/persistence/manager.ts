import type { NetworkSetup } from '#shared/host/networkSetup.ts';
import type { BridgeSetup, FormKind } from './model.ts';

/** Which program configures a bridge at boot, as far as is known. */
export interface Manager {
  readonly kind: FormKind | null;
  /** Which of its two back ends Netplan writes for. */
  readonly renderer: 'networkd' | 'NetworkManager';
  /** True when it is this bridge that it configures, and not only something else on the host. */
  readonly knowsBridge: boolean;
}

/** Where nothing is known: the likeliest first on hosts that run VMs. */
const BY_LIKELIHOOD: readonly FormKind[] = ['netplan', 'networkmanager', 'ifupdown', 'networkd'];

/**
 * @param wayOut the links of the host's default routes, which tell most of what the host uses where the bridge, its
 * ports and their parents tell nothing
 */
export function managerOf(setup: BridgeSetup, wayOut: readonly string[], known: NetworkSetup): Manager {
  const renderer =
    known.networkd.length === 0 && known.networkManager.length > 0 ? 'NetworkManager' : 'networkd';
  const own = managerOfLink(setup.name, known);
  if (own !== null) return { ...own, knowsBridge: true };
  const others = [...setup.devices.map(({ name }) => name), ...wayOut];
  for (const link of others) {
    const found = managerOfLink(link, known);
    if (found !== null) return { ...found, knowsBridge: false };
  }
  return { kind: anywhere(known), renderer, knowsBridge: false };
}

/** The forms in the order to show them. */
export function formOrder(kind: FormKind | null): readonly FormKind[] {
  return kind === null ? BY_LIKELIHOOD : [kind, ...BY_LIKELIHOOD.filter((other) => other !== kind)];
}

function managerOfLink(link: string, known: NetworkSetup): Pick<Manager, 'kind' | 'renderer'> | null {
  const device = known.networkManager.find((one) => one.link === link);
  if (device !== undefined) {
    // Netplan calls the profiles that it writes so; a file that only hands all to NetworkManager writes none.
    const kind = known.netplan && device.profile.startsWith('netplan-') ? 'netplan' : 'networkmanager';
    return { kind, renderer: 'NetworkManager' };
  }
  if (known.networkd.includes(link)) {
    return { kind: known.netplan ? 'netplan' : 'networkd', renderer: 'networkd' };
  }
  return known.ifupdown.includes(link) ? { kind: 'ifupdown', renderer: 'networkd' } : null;
}

/** What configures anything at all on the host. */
function anywhere({ netplan, networkManager, networkd, ifupdown }: NetworkSetup): FormKind | null {
  if (netplan) return 'netplan';
  if (networkManager.length > 0) return 'networkmanager';
  if (networkd.length > 0) return 'networkd';
  return ifupdown.length > 0 ? 'ifupdown' : null;
}

const PROGRAMS: Readonly<Record<FormKind, string>> = {
  netplan: 'Netplan',
  networkmanager: 'NetworkManager',
  networkd: 'systemd-networkd',
  ifupdown: 'ifupdown',
};

/**
 * What is known of it, in plain words.
 * @param isWhole whether all the programs answered
 */
export function managerWords(bridge: string, { kind, knowsBridge }: Manager, isWhole: boolean): string {
  if (kind === null) return 'Patchbay couldn’t check which of these this host uses.';
  const program = PROGRAMS[kind];
  if (knowsBridge)
    return `${program} configures ${bridge} on this host. This is ${bridge} as it is now, in its words.`;
  if (!isWhole) return `This host uses ${program}.`;
  return `This host uses ${program}, which does not tell of ${bridge}: as far as can be seen, it is gone at the next boot.`;
}
