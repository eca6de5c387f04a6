import type { Link } from '#shared/host/link.ts';
import type { Facts } from './facts.ts';

/** What Proxmox VE makes of a bridge: a vnet, the bridge of one VLAN, or the way out of its zones. */
export function pveDetails({ name, infoKind }: Link, facts: Facts): [label: string, value: string][] {
  const { pve } = facts.snapshot;
  if (pve === undefined || (infoKind !== 'bridge' && infoKind !== 'openvswitch')) return [];
  const vnet = pve.vnets.find((each) => each.name === name);
  const zones = pve.zones.filter(({ bridge }) => bridge === name);
  const [, base = '', tag] = /^(.+)v(\d{1,4})$/.exec(name) ?? [];
  return [
    ...(vnet === undefined ? [] : [['Vnet', vnetWords(vnet, facts)] as [string, string]]),
    ...zones.map((zone): [string, string] => ['Zone on it', `${zone.name} (${zone.type})`]),
    ...(tag !== undefined && facts.kinds.get(base) === 'bridge'
      ? [['Made for', `VLAN ${tag} of ${base}, by Proxmox VE`] as [string, string]]
      : []),
  ];
}

type Vnet = NonNullable<Facts['snapshot']['pve']>['vnets'][number];

// zone office (vlan on vmbr0), tag 40: The lab
function vnetWords({ zone: name, tag, alias }: Vnet, { snapshot }: Facts): string {
  const zone = snapshot.pve?.zones.find((each) => each.name === name);
  const below = zone === undefined || zone.bridge === null ? '' : ` on ${zone.bridge}`;
  const words = [
    ...(name === null ? [] : [zone === undefined ? `zone ${name}` : `zone ${name} (${zone.type}${below})`]),
    ...(tag === null ? [] : [`tag ${tag}`]),
  ];
  return `${words.join(', ')}${alias === null ? '' : `: ${alias}`}`;
}
