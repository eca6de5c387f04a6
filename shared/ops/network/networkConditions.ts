import { z } from 'zod';
import type { Network } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { FactPart } from '#shared/host/source.ts';
import type { ConditionKind } from '../conditionKind.ts';
import { text } from '../fields.ts';

/** Something that a read shows, or does not show, of a libvirt network, which goes by its UUID. */
export type NetworkCondition =
  | { readonly is: 'network-defined'; readonly network: string; readonly defined: boolean }
  | { readonly is: 'network-active'; readonly network: string; readonly active: boolean }
  | { readonly is: 'network-autostart'; readonly network: string; readonly on: boolean };

type Kinds = {
  readonly [Kind in NetworkCondition['is']]: ConditionKind<Extract<NetworkCondition, { is: Kind }>>;
};

const ofNetwork = {
  source: 'virsh',
  parts: ({ network }: NetworkCondition): readonly FactPart[] => [
    { of: 'networks' },
    { of: 'network', uuid: network },
  ],
  entry: () => null,
  uses: () => [],
} as const;

const GONE = 'libvirt has no such network.';

/** A row for each kind, or it does not compile. */
export const networkConditionKinds: Kinds = {
  'network-defined': {
    schema: z.strictObject({ is: z.literal('network-defined'), network: text, defined: z.boolean() }),
    ...ofNetwork,
    mismatch(condition, snapshot) {
      const network = find(condition, snapshot);
      const isDefined = network?.persistent === true;
      if (isDefined === condition.defined) return '';
      return isDefined
        ? `libvirt still has the network ${network.name}.`
        : 'libvirt has no definition of that network.';
    },
  },
  'network-active': {
    schema: z.strictObject({ is: z.literal('network-active'), network: text, active: z.boolean() }),
    ...ofNetwork,
    mismatch(condition, snapshot) {
      const network = find(condition, snapshot);
      if (network === undefined) return condition.active ? GONE : '';
      if (network.active === condition.active) return '';
      return `The network ${network.name} is ${network.active ? 'active' : 'not active'}.`;
    },
  },
  'network-autostart': {
    schema: z.strictObject({ is: z.literal('network-autostart'), network: text, on: z.boolean() }),
    ...ofNetwork,
    mismatch(condition, snapshot) {
      const network = find(condition, snapshot);
      if (network === undefined) return GONE;
      if (network.autostart === condition.on) return '';
      return `The network ${network.name} ${network.autostart ? 'starts' : 'doesn’t start'} with the host.`;
    },
  },
};

function find({ network }: NetworkCondition, { networks }: HostSnapshot): Network | undefined {
  return networks.find(({ uuid }) => uuid === network);
}
