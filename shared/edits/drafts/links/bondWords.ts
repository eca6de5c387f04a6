import type { BondMode } from '#shared/host/bondSettings.ts';
import type { Link } from '#shared/host/link.ts';
import { listed } from '#shared/ops/listed.ts';

/** What a mode does, a clause; and what the switch at the other end has to know of it. */
const MODES: Readonly<Record<BondMode, { readonly does: string; readonly needs: string | null }>> = {
  'active-backup': { does: 'One member carries everything; another takes over when it fails.', needs: null },
  '802.3ad': {
    does: 'Its members carry the traffic together, as agreed with the switch (LACP).',
    needs: 'The switch needs LACP on the ports of these members. Until it answers, one member at most works.',
  },
  'balance-rr': {
    does: 'It sends frame by frame over its members in turn.',
    needs:
      'The switch needs a static link aggregation of these ports, or frames arrive twice or in disorder.',
  },
  'balance-xor': {
    does: 'It spreads the traffic over its members by a hash of its addresses.',
    needs: 'The switch needs a static link aggregation of these ports, or it drops or doubles frames.',
  },
  broadcast: {
    does: 'It sends each frame by every member.',
    needs: 'The switch needs a static link aggregation of these ports, or every frame arrives several times.',
  },
  'balance-tlb': { does: 'It spreads what it sends over its members by their load.', needs: null },
  'balance-alb': {
    does: 'It spreads what it sends and receives over its members by their load.',
    needs: null,
  },
};

export function modeEffect(mode: BondMode): string {
  return MODES[mode].does;
}

/** What the switch has to know; empty: nothing. */
export function switchWarnings(mode: BondMode, members: readonly string[]): string[] {
  const { needs } = MODES[mode];
  return needs === null || members.length === 0 ? [] : [needs];
}

/** What becomes of links that join a bond. @param mtu of the bond, bytes */
export function joiningEffects(bond: string, joining: readonly Link[], mtu: number): string[] {
  if (joining.length === 0) return [];
  const names = joining.map(({ name }) => name);
  const up = joining.filter((link) => link.up).map(({ name }) => name);
  const others = joining.filter((link) => link.mtu !== mtu);
  const first =
    up.length === 0
      ? `${listed(names)} ${names.length === 1 ? 'joins' : 'join'} ${bond} and ${names.length === 1 ? 'is' : 'are'} enabled by it.`
      : `${listed(names)} ${names.length === 1 ? 'joins' : 'join'} ${bond}: ${listed(up)} ${up.length === 1 ? 'is' : 'are'} disabled for a moment, as the kernel adds no link that is enabled.`;
  return [
    first,
    ...(others.length === 0
      ? []
      : [
          `The MTU of ${listed(others.map((link) => `${link.name} (${link.mtu})`))} becomes that of ${bond}, ${mtu} bytes.`,
        ]),
  ];
}

/** What becomes of links that leave a bond. */
export function leavingEffects(bond: string, leaving: readonly string[]): string[] {
  return leaving.length === 0
    ? []
    : [
        `${listed(leaving)} ${leaving.length === 1 ? 'leaves' : 'leave'} ${bond} and ${leaving.length === 1 ? 'is' : 'are'} disabled: the kernel does so with a member that leaves.`,
      ];
}

/** Said of a bond or a VLAN that is no port: once it is one, the bridge's text keeps it too. */
export const keptWithBridge =
  'Lost at reboot: connect it to a bridge, and the bridge’s inspector shows the configuration that makes both permanent.';
