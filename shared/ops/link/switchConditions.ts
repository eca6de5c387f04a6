import { z } from 'zod';
import { ovsPlaces, ovsPort, vlansOfPort } from '#shared/host/ovs.ts';
import { isSameVlans, type SwitchVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { ConditionKind } from '../conditionKind.ts';
import { switchPortKeptField, switchVlansField, text } from '../fields.ts';
import type { SwitchPortKept } from '../op.ts';
import { missingOf } from './switchPortKept.ts';

/** What Open vSwitch’s database has. */
export type SwitchCondition =
  /** The bridge of a link; null: none. */
  | { readonly is: 'switch-port'; readonly link: string; readonly bridge: string | null }
  /** What a port has of its own beside its VLANs; more may be set on it. */
  | { readonly is: 'switch-kept'; readonly link: string; readonly kept: SwitchPortKept }
  /** A port’s VLANs. */
  | { readonly is: 'switch-vlans'; readonly port: string; readonly vlans: SwitchVlans };

export const switchConditionKinds: {
  readonly [Kind in SwitchCondition['is']]: ConditionKind<Extract<SwitchCondition, { is: Kind }>>;
} = {
  'switch-port': {
    schema: z.strictObject({ is: z.literal('switch-port'), link: text, bridge: text.nullable() }),
    source: 'ovs',
    mismatch({ link, bridge }, { ovs }: HostSnapshot) {
      const shown = (ovs && ovsPlaces(ovs).get(link)?.bridge.name) ?? null;
      if (shown === bridge) return '';
      return shown === null ? `Open vSwitch doesn’t have ${link}.` : `Open vSwitch has ${link} in ${shown}.`;
    },
    parts: () => [],
    entry: () => null,
    uses: ({ link, bridge }) => (bridge === null ? [] : [link, bridge]),
  },
  'switch-kept': {
    schema: z.strictObject({ is: z.literal('switch-kept'), link: text, kept: switchPortKeptField }),
    source: 'ovs',
    mismatch({ link, kept }, { ovs }: HostSnapshot) {
      const place = ovs && ovsPlaces(ovs).get(link);
      if (place === undefined) return `Open vSwitch doesn’t have ${link}.`;
      const missing = missingOf(kept, place);
      return missing.length === 0 ? '' : `Open vSwitch has ${link} without ${missing.join(', ')}.`;
    },
    parts: () => [],
    entry: () => null,
    uses: ({ link }) => [link],
  },
  'switch-vlans': {
    schema: z.strictObject({ is: z.literal('switch-vlans'), port: text, vlans: switchVlansField }),
    source: 'ovs',
    mismatch({ port, vlans }, { ovs }: HostSnapshot) {
      const shown = (ovs && ovsPort(ovs, port)) ?? null;
      if (shown === null) return `Open vSwitch has no port ${port}.`;
      const now = vlansOfPort(shown);
      return isSameVlans(now, vlans) ? '' : `Open vSwitch has ${port} with ${switchVlanWords(now)}.`;
    },
    parts: () => [],
    entry: () => null,
    uses: ({ port }) => [port],
  },
};
