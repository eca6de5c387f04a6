import type { BridgeScene } from '../bridges.ts';
import type { EditRepair } from '../finding.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/**
 * Seconds: the least patient DHCP clients give up after about nine (udhcpc with `-n`, three tries of three seconds), and many
 * boot ROMs after ten. libvirt’s own bridges take four.
 */
const PATIENCE = 10;
/** Seconds: the least that the kernel takes with STP. */
const SHORTEST = 2;

/** With STP a guest’s new port passes nothing for twice the forward delay, longer than DHCP clients ask for an address. */
export const stpDelayDhcp: Rule = {
  needs: ['ip-link'],
  find: (scene) => scene.bridges.flatMap((one) => foundOf(one, scene)),
};

function foundOf(one: BridgeScene, { links, graph }: Scene): Found[] {
  const { bridge } = one;
  const facts = links.get(bridge.name)?.bridge;
  if (facts == null || !facts.stp || facts.stpByProgram || 2 * facts.forwardDelay <= PATIENCE) return [];
  const hasGuests =
    one.guests.length > 0 ||
    [bridge, ...one.networks].some(({ id }) => graph.into(id).some(({ kind }) => kind === 'defined'));
  if (!hasGuests) return [];
  const seconds = 2 * facts.forwardDelay;
  return [
    {
      severity: 'warning',
      subject: [bridge.id, ...one.networks.map(({ id }) => id)],
      title: `${bridge.name} makes each new port wait ${seconds} seconds`,
      why: `Its STP passes no frames of a guest that has just started for ${seconds} seconds, twice the forward delay. Network boot and some DHCP clients give up before that.`,
      evidence: [`ip -d link: ${bridge.name} has stp_state 1, forward_delay ${facts.forwardDelay * 100}`],
      repairs: repairsFor(one, facts.vlanFiltering),
    },
  ];
}

function repairsFor({ bridge, uplinks }: BridgeScene, vlanFiltering: boolean): EditRepair[] {
  const edit = { kind: 'bridge-set' as const, bridge: bridge.id, vlanFiltering };
  return [
    {
      kind: 'edit',
      label: `Shorten the forward delay to ${SHORTEST} s`,
      edit: { ...edit, stp: true, forwardDelay: SHORTEST },
    },
    // With one way out there is hardly a loop to be prevented.
    ...(uplinks.length > 1
      ? []
      : [
          {
            kind: 'edit' as const,
            label: 'Turn STP off',
            edit: { ...edit, stp: false, forwardDelay: SHORTEST },
          },
        ]),
  ];
}
