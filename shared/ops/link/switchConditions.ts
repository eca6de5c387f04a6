import { z } from 'zod';
import { ovsPlaces } from '#shared/host/ovs.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { ConditionKind } from '../conditionKind.ts';
import { text } from '../fields.ts';

/** The bridge that Open vSwitch’s database has a link in; null: none. */
export interface SwitchCondition {
  readonly is: 'switch-port';
  readonly link: string;
  readonly bridge: string | null;
}

export const switchConditionKinds: { readonly 'switch-port': ConditionKind<SwitchCondition> } = {
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
};
