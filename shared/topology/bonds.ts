import { bondSettingsWords, hasActiveMember, hashesFlows } from '#shared/host/bondSettings.ts';
import type { BondMemberFacts, Link } from '#shared/host/link.ts';
import type { Facts } from './facts.ts';
import type { BondNode, LinkNode, MemberState } from './model.ts';

type Detail = readonly [label: string, value: string];

/** What a bond is set to and does, and what a bond's member does in it; nothing for any other link. */
export function bondParts(link: Link, facts: Facts): Pick<LinkNode, 'bond' | 'member'> {
  const member = memberState(link, facts);
  return { ...bondOf(link), ...(member === null ? {} : { member }) };
}

function bondOf({ bondMode, bond }: Link): Pick<LinkNode, 'bond'> {
  if (bondMode === null || bond === undefined) return {};
  const made: BondNode = {
    mode: bondMode,
    miimon: bond.miimon,
    lacpRate: bondMode === '802.3ad' ? bond.lacpRate : null,
    hashPolicy: hashesFlows(bondMode) ? bond.hashPolicy : null,
    active: bond.active ?? null,
    partner: bond.lacp?.partner ?? null,
  };
  return { bond: made };
}

/** What a member does for its bond; null: it is of no bond, or that is not told. */
function memberState(link: Link, { links }: Facts): MemberState | null {
  const master = link.master === null ? undefined : links.get(link.master);
  const { bondMember: own, carrier, name } = link;
  if (own === undefined || master === undefined || master.bondMode === null) return null;
  if (!carrier || !isAlive(own)) return 'down';
  const { bondMode, bond } = master;
  if (bondMode === '802.3ad') {
    // One whose partner stopped answering stays in its aggregator, and carries nothing: the kernel calls it a backup.
    const isOther = bond?.lacp !== undefined && own.aggregator !== null;
    return !own.isActive || (isOther && own.aggregator !== bond.lacp?.aggregator) ? 'apart' : 'up';
  }
  if (!hasActiveMember(bondMode)) return 'up';
  if (bond?.active === name) return 'active';
  return bondMode === 'active-backup' ? 'backup' : 'up';
}

function isAlive({ mii }: BondMemberFacts): boolean {
  return mii === '' || mii === 'UP' || mii === 'GOING_DOWN';
}

/** A bond's facts for the inspector. */
export function bondDetails({ bondMode, bond }: Link): Detail[] {
  if (bondMode === null) return [];
  const mode: Detail = ['Mode', bondMode];
  if (bond === undefined) return [mode];
  const { miimon: _, lacp_rate: __, xmit_hash_policy: ___, ...others } = bond.settings ?? {};
  const rest = bondSettingsWords(others);
  return [
    mode,
    ...(hasActiveMember(bondMode) ? [['Active member', bond.active ?? 'none'] as const] : []),
    ['Link check', bond.miimon === 0 ? 'not by carrier (miimon 0)' : `every ${bond.miimon} ms (miimon)`],
    ...(hashesFlows(bondMode) && bond.hashPolicy !== null ? [['Hash policy', bond.hashPolicy] as const] : []),
    ...(bondMode === '802.3ad' ? lacpDetails(bond) : []),
    ...(rest === '' ? [] : [['Other settings', rest] as const]),
  ];
}

function lacpDetails({ lacpRate, lacp }: NonNullable<Link['bond']>): Detail[] {
  return [
    ...(lacpRate === null ? [] : [['LACP rate', lacpRate] as const]),
    ...(lacp === undefined
      ? []
      : [
          ['LACP partner', lacp.partner ?? 'none: nothing at the other end answers'] as const,
          ['Aggregator', `${lacp.aggregator}, ${lacp.ports} ${lacp.ports === 1 ? 'port' : 'ports'}`] as const,
        ]),
  ];
}

/** What a bond tells of its member, for the inspector. */
export function memberDetails(link: Link, facts: Facts): Detail[] {
  const { bondMember: own, master } = link;
  if (own === undefined) return [];
  const state = memberState(link, facts);
  const bond = master === null ? undefined : facts.links.get(master)?.bond;
  return [
    ...(state === null ? [] : [['In the bond', STATES[state]] as const]),
    ...(own.mii === '' ? [] : [['Link check', own.mii.toLowerCase().replaceAll('_', ' ')] as const]),
    ...(own.failures === null ? [] : [['Link failures', String(own.failures)] as const]),
    ...(own.aggregator === null ? [] : [['Aggregator', aggregatorWords(own.aggregator, bond)] as const]),
    ...(own.partnerState === null || own.aggregator === null
      ? []
      : [['LACP partner', partnerWords(own.partnerState)] as const]),
    ...(own.permanentMac === null || own.permanentMac === link.mac
      ? []
      : [['MAC of its own', own.permanentMac] as const]),
  ];
}

const STATES: Readonly<Record<MemberState, string>> = {
  active: 'active',
  backup: 'backup: takes over when the active member fails',
  up: 'in use',
  down: 'down: carries nothing',
  apart: 'not aggregated: carries nothing',
};

function aggregatorWords(own: number, bond: Link['bond']): string {
  const used = bond?.lacp?.aggregator;
  return used === undefined || used === own ? String(own) : `${own}; the bond uses ${used}`;
}

/** The bits of a port's state by IEEE 802.1AX that tell how far the two ends have come. */
function partnerWords(state: number): string {
  if ((state & DEFAULTED) !== 0) return 'doesn’t answer';
  const reached = [
    (state & SYNC) !== 0 ? 'in sync' : 'not in sync',
    ...((state & COLLECTING) !== 0 ? ['collecting'] : []),
    ...((state & DISTRIBUTING) !== 0 ? ['distributing'] : []),
    ...((state & EXPIRED) !== 0 ? ['expired'] : []),
  ];
  return reached.join(', ');
}

const SYNC = 0x08;
const COLLECTING = 0x10;
const DISTRIBUTING = 0x20;
const DEFAULTED = 0x40;
const EXPIRED = 0x80;
