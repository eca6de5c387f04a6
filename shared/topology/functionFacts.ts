import type { VirtualFunction } from '#shared/host/link.ts';
import type { LinkNode } from './model.ts';
import type { PhysicalFunctions, VirtualFunctions } from './sriov.ts';

/** What a virtual function is to its PF; nothing for what is none. */
export function functionOf(
  functions: PhysicalFunctions | null,
  virtualFunctions: VirtualFunctions,
): Pick<LinkNode, 'vf'> {
  if (functions === null) return {};
  const { names, index } = functions;
  const set = virtualFunctions.settingsOf(functions);
  return {
    vf: {
      pf: names.length === 1 ? (names[0] ?? null) : null,
      index,
      vlan: set?.vlan ?? null,
      ...(set?.spoofCheck === undefined ? {} : { spoofCheck: set.spoofCheck }),
      ...(set?.trust === undefined ? {} : { trust: set.trust }),
      ...(set?.linkState === undefined ? {} : { linkState: set.linkState }),
    },
  };
}

const LINK_STATES = {
  auto: 'as its physical function',
  enable: 'always up',
  disable: 'always down',
} as const;

/** A virtual function in words for the inspector: which it is, and what the host has set for it. */
export function functionDetails(
  { names, index }: PhysicalFunctions,
  set: VirtualFunction | null,
): (readonly [label: string, value: string])[] {
  const which = functionWords(index, names.join(', '));
  return [
    ...(which === null ? [] : [['Virtual function', which] as const]),
    ...(set === null ? [] : settingDetails(set)),
  ];
}

/** `VF 3 of enp65s0f0`; null where neither is known. */
export function functionWords(index: number | null, pf: string): string | null {
  const which = index === null ? 'VF' : `VF ${index}`;
  if (pf === '') return index === null ? null : which;
  return `${which} of ${pf}`;
}

function settingDetails(set: VirtualFunction): (readonly [string, string])[] {
  const { mac, vlan, spoofCheck, trust, linkState, maxRate } = set;
  const onOff = (flag: boolean) => (flag ? 'on' : 'off');
  return [
    ...(mac === null ? [['MAC set by the host', 'none: the guest’s driver chooses'] as const] : []),
    ...(vlan === null || vlan === 0 ? [] : [['VLAN', `${vlan}, added and removed by the card`] as const]),
    ...(spoofCheck === undefined ? [] : [['Spoof check', onOff(spoofCheck)] as const]),
    ...(trust === undefined ? [] : [['Trusted', trust ? 'yes' : 'no'] as const]),
    ...(linkState === undefined ? [] : [['Link state', LINK_STATES[linkState]] as const]),
    ...(maxRate === undefined ? [] : [['Rate limit', `${maxRate} Mbit/s`] as const]),
  ];
}
