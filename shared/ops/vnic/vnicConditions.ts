import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import { deviceName } from '#shared/host/interfaceTypes.ts';
import { isSameVlans, type SwitchVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';
import { findLink, type HostSnapshot } from '#shared/host/snapshot.ts';
import type { FactPart } from '#shared/host/source.ts';
import type { ConditionKind } from '../conditionKind.ts';
import {
  linkStateField,
  plugTargetField,
  scopeField,
  sideField,
  switchVlansField,
  text,
  vnicKeyField,
} from '../fields.ts';
import { masterMismatch } from '../link/linkConditionKinds.ts';
import type { PlugTarget, Scope, Side, VnicKey } from '../op.ts';
import { isHandedOut, isPlugged, plugOf, plugWords } from './plug.ts';
import { countMac, factsSide, findDomain, interfacesOf, presentSide, vnicIn } from './vnicKey.ts';

/**
 * Something that a read shows, or does not show, of a VM’s vNIC. What is said of a running VM, or of its saved image,
 * is looked for on whichever of the two it is now.
 */
export type VnicCondition =
  /** The kernel's master of whatever TAP backs the vNIC now. */
  | {
      readonly is: 'vnic-on-bridge';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly bridge: string;
    }
  | {
      readonly is: 'vnic-source';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Side;
      readonly target: PlugTarget;
    }
  | {
      readonly is: 'vnic-count';
      readonly domain: string;
      readonly scope: Scope;
      readonly mac: string;
      /** How many vNICs of the domain hold this MAC. */
      readonly count: number;
    }
  | {
      readonly is: 'vnic-link';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly state: 'up' | 'down';
    }
  | {
      readonly is: 'vnic-model';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly model: string | null;
    }
  /** Its `<vlan>`; null: it has none. */
  | {
      readonly is: 'vnic-vlans';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly vlans: SwitchVlans | null;
    }
  /** The name of its TAP; null: libvirt chooses it at each start. */
  | {
      readonly is: 'vnic-tap';
      readonly domain: string;
      readonly vnic: VnicKey;
      readonly scope: Scope;
      readonly tap: string | null;
    };

type Kinds = {
  readonly [Kind in VnicCondition['is']]: ConditionKind<Extract<VnicCondition, { is: Kind }>>;
};

const ofDomain = {
  source: 'virsh',
  parts({ domain, scope }: { readonly domain: string; readonly scope: Side }, snapshot: HostSnapshot) {
    const side = presentSide(findDomain(snapshot, domain), scope);
    return [{ of: 'domain', uuid: domain, side: factsSide(side) }] satisfies readonly FactPart[];
  },
  entry: () => null,
  uses: () => [],
} as const;

/** A row for each kind, or it does not compile. */
export const vnicConditionKinds: Kinds = {
  'vnic-on-bridge': {
    schema: z.strictObject({
      is: z.literal('vnic-on-bridge'),
      domain: text,
      vnic: vnicKeyField,
      bridge: text,
    }),
    source: 'ip-link',
    mismatch: (condition, snapshot) =>
      look({ ...condition, scope: 'live' }, snapshot, (vnic) => {
        const device = deviceName(vnic);
        return device === null ? 'The vNIC has no TAP.' : masterMismatch(device, condition.bridge, snapshot);
      }),
    parts: ({ domain }) => [{ of: 'domain', uuid: domain, side: 'live' }],
    entry({ domain, vnic }, snapshot) {
      const name = vnicIn(snapshot, domain, 'live', vnic)?.targetDev ?? '';
      return { name, isListed: findLink(snapshot, name) !== null };
    },
    uses: () => [],
  },
  'vnic-source': {
    schema: z.strictObject({
      is: z.literal('vnic-source'),
      domain: text,
      vnic: vnicKeyField,
      scope: sideField,
      target: plugTargetField,
    }),
    ...ofDomain,
    mismatch: (condition, snapshot) =>
      look(condition, snapshot, (vnic, side) =>
        isPlugged(vnic, condition.target) || isHandedOut(vnic, condition.target, snapshot)
          ? ''
          : `${sideWords(side)} has the vNIC on ${plugWords(plugOf(vnic))}.`,
      ),
  },
  'vnic-count': {
    schema: z.strictObject({
      is: z.literal('vnic-count'),
      domain: text,
      scope: scopeField,
      mac: text,
      count: z.number().int().min(0),
    }),
    ...ofDomain,
    mismatch({ domain: uuid, scope, mac, count: wanted }, snapshot) {
      const domain = findDomain(snapshot, uuid);
      if (domain === null) return vmGone;
      const side = presentSide(domain, scope);
      const count = countMac(interfacesOf(domain, side), mac);
      if (count === wanted) return '';
      return wanted === 0
        ? `${sideWords(side)} still has ${countWords(count)} with the MAC ${mac}.`
        : `${sideWords(side)} has ${countWords(count)} with the MAC ${mac}, not ${wanted}.`;
    },
  },
  'vnic-link': {
    schema: z.strictObject({
      is: z.literal('vnic-link'),
      domain: text,
      vnic: vnicKeyField,
      scope: scopeField,
      state: linkStateField,
    }),
    ...ofDomain,
    mismatch: (condition, snapshot) =>
      look(condition, snapshot, ({ linkState }, side) =>
        linkState === condition.state ? '' : `${sideWords(side)} has the vNIC’s link ${linkState}.`,
      ),
  },
  'vnic-model': {
    schema: z.strictObject({
      is: z.literal('vnic-model'),
      domain: text,
      vnic: vnicKeyField,
      scope: scopeField,
      model: text.nullable(),
    }),
    ...ofDomain,
    mismatch: (condition, snapshot) =>
      look(condition, snapshot, ({ model }, side) =>
        model === condition.model ? '' : `${sideWords(side)} has the vNIC as ${model ?? 'one of no model'}.`,
      ),
  },
  'vnic-vlans': {
    schema: z.strictObject({
      is: z.literal('vnic-vlans'),
      domain: text,
      vnic: vnicKeyField,
      scope: scopeField,
      vlans: switchVlansField.nullable(),
    }),
    ...ofDomain,
    mismatch: (condition, snapshot) =>
      look(condition, snapshot, (vnic, side) => {
        const { switchVlans: shown = null } = vnic;
        const { vlans } = condition;
        const isSo = shown === null || vlans === null ? shown === vlans : isSameVlans(shown, vlans);
        return isSo
          ? ''
          : `${sideWords(side)} has the vNIC ${shown === null ? 'without VLANs' : `with ${switchVlanWords(shown)}`}.`;
      }),
  },
  'vnic-tap': {
    schema: z.strictObject({
      is: z.literal('vnic-tap'),
      domain: text,
      vnic: vnicKeyField,
      scope: scopeField,
      tap: text.nullable(),
    }),
    ...ofDomain,
    mismatch: (condition, snapshot) =>
      look(condition, snapshot, ({ targetDev }, side) =>
        targetDev === condition.tap
          ? ''
          : `${sideWords(side)} has ${targetDev === null ? 'no name' : `the name ${targetDev}`} for its TAP.`,
      ),
  },
};

const vmGone = 'The VM is no longer on this host: it was removed or migrated away.';

function look(
  {
    domain: uuid,
    scope,
    vnic: key,
  }: { readonly domain: string; readonly scope: Side; readonly vnic: VnicKey },
  snapshot: HostSnapshot,
  judge: (vnic: DomainInterface, side: Side) => string,
): string {
  const domain = findDomain(snapshot, uuid);
  if (domain === null) return vmGone;
  const side = presentSide(domain, scope);
  const vnic = vnicIn(snapshot, uuid, side, key);
  return vnic === null ? `${sideWords(side)} has no vNIC with the MAC ${key.mac}.` : judge(vnic, side);
}

function countWords(count: number): string {
  return count === 0 ? 'no vNIC' : count === 1 ? 'a vNIC' : `${count} vNICs`;
}

const sideNames: { readonly [S in Side]: string } = {
  live: 'The running VM',
  config: 'The VM’s definition',
  saved: 'The VM’s saved image',
};

function sideWords(side: Side): string {
  return sideNames[side];
}
