import { isBare } from '#shared/topology/model.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** The guest of a running VM sees an unplugged cable, as somebody set its link down. */
export const guestLinkDown: Rule = {
  needs: ['ip-link'],
  find: (scene) => scene.cables.filter((cable) => isUnplugged(cable, scene)).map(foundOf),
};

function isUnplugged({ vnic, guest }: GuestCable, { graph }: Scene): boolean {
  if (vnic.linkState !== 'down' || vnic.presence === 'boot' || isBare(guest)) return false;
  // One that the next boot plugs in again is told as that, with both ways to mend it.
  const edges = [...graph.into(vnic.id), ...graph.out(vnic.id)];
  return !edges.some(({ conflicts }) => conflicts.some(({ code }) => code === 'next-boot-link'));
}

function foundOf({ guest, vnic }: GuestCable): Found {
  const name = cableName({ guest, vnic });
  const source = guest.hypervisor === 'proxmox' ? 'Proxmox VE: link_down=1' : 'virsh: <link state="down"/>';
  return {
    severity: 'info',
    subject: [vnic.id],
    title: `${name}: the guest’s cable is unplugged`,
    why: `The guest sees a card without a cable, and gets no address by it. Somebody set it so${vnic.presence === 'both' ? ', here and for the next boots' : ''}.`,
    evidence: [`${source} for ${vnic.mac ?? vnic.name}`],
    repairs: [
      {
        kind: 'edit',
        label: 'Plug it in',
        edit: { kind: 'link', cable: vnic.id, state: 'up' },
      },
    ],
  };
}
