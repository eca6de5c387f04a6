import { broken, type Look, ok, unknown } from '../hop.ts';

/** Whether the running guest has the vNIC, and sees its cable plugged in. */
export const lookAtVnic: Look = ({ vnic, guest, name }) => {
  const place = { node: vnic.id };
  if (vnic.presence === 'boot') {
    const say = `${name} is only in the definition: ${guest.name} has it from its next boot on.`;
    return [broken(place, say, `Restart ${guest.name}, or add the vNIC now.`)];
  }
  if (vnic.kindUnknown === true) {
    const say = `${name} is a PCI device that can’t be told from a graphics card.`;
    return [unknown(place, say, 'Look in the guest whether it is a network card.')];
  }
  if (vnic.linkState === 'down') {
    const edit = { kind: 'link', cable: vnic.id, state: 'up' } as const;
    return [
      broken(place, `The guest’s cable of ${name} is unplugged: the guest sees no carrier.`, 'Plug it in.', [
        { kind: 'edit', label: 'Plug in guest’s cable', edit },
      ]),
    ];
  }
  const facts = [vnic.model, vnic.mac === null ? null : `MAC ${vnic.mac}`].filter((text) => text !== null);
  const words = facts.length === 0 ? '' : ` (${facts.join(', ')})`;
  const plugged =
    guest.kind === 'container' ? 'is in the container' : 'is in the guest, with its cable plugged in';
  return [ok(place, `${vnic.name}${words} ${plugged}.`)];
};
