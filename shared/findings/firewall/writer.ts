import type { Firewall, FirewallChain } from '#shared/host/firewall.ts';
import type { Decision } from './walk.ts';

/** Programs that write firewall rules, by how they name their chains. */
const WRITERS = {
  firewalld: 'firewalld',
  ufw: 'ufw',
  docker: 'Docker',
  libvirt: 'libvirt',
  kubernetes: 'Kubernetes',
  calico: 'Calico',
  podman: 'Podman',
  proxmox: 'Proxmox VE’s firewall',
  fail2ban: 'fail2ban',
  shorewall: 'Shorewall',
} as const;

export type Writer = keyof typeof WRITERS;

const CHAINS: readonly (readonly [RegExp, Writer])[] = [
  [/^DOCKER(?:-|$)/, 'docker'],
  [/^ufw6?-/, 'ufw'],
  [/^LIBVIRT_/, 'libvirt'],
  [/^(?:KUBE-|FLANNEL)/, 'kubernetes'],
  [/^cali-/, 'calico'],
  [/^(?:NETAVARK|CNI-)/, 'podman'],
  [/^PVEFW-/, 'proxmox'],
  [/^f2b-/, 'fail2ban'],
  [/^(?:sw_|shorewall|smurfs$|tcpflags$)/, 'shorewall'],
];
const TABLES: Readonly<Record<string, Writer>> = {
  firewalld: 'firewalld',
  libvirt_network: 'libvirt',
  netavark: 'podman',
  'docker-bridges': 'docker',
};

/** Who wrote what decides, as far as names tell; null: somebody else, by hand perhaps. */
export function writerOf(firewall: Firewall, { chain, rule }: Decision): Writer | null {
  const own = writerOfChain(chain);
  if (own !== null) return own;
  // A chain of the kernel’s own: its policy is set by whoever leads packets through it.
  return rule === null ? policyWriter(firewall, chain) : null;
}

export function writerName(writer: Writer): string {
  return WRITERS[writer];
}

/** Whether any of the chains is one that such a program writes. */
export function hasWriter({ chains }: Firewall, writer: Writer): boolean {
  return chains.some((chain) => writerOfChain(chain) === writer);
}

function writerOfChain({ table, name }: Pick<FirewallChain, 'table' | 'name'>): Writer | null {
  if (Object.hasOwn(TABLES, table)) return TABLES[table] ?? null;
  return CHAINS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function policyWriter(firewall: Firewall, { rules, table, name }: FirewallChain): Writer | null {
  if (name !== 'FORWARD' || table !== 'filter') return null;
  const targets = rules.flatMap(({ action }) =>
    action?.kind === 'jump' || action?.kind === 'goto' ? [action.chain] : [],
  );
  const writers = new Set(targets.map((target) => writerOfChain({ table, name: target })));
  return (
    (['ufw', 'proxmox', 'shorewall', 'docker'] as const).find(
      (writer) => writers.has(writer) && hasWriter(firewall, writer),
    ) ?? null
  );
}
