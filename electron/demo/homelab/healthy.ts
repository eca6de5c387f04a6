import type { LinkSpec } from './cabling.ts';
import type { NicSpec, VmSpec } from './spec.ts';

/** A VM without what is broken of it: each of its cables is where its definition has it, and nobody has its MAC. */
export function mendedMachine(vm: VmSpec): VmSpec {
  const isCopy = vm.name === 'pihole-clone';
  return {
    ...vm,
    nics: vm.nics
      .filter(({ only }) => only !== 'next boot')
      .map((nic) => (isCopy ? { ...mendedNic(nic), mac: '52:54:00:53:53:54' } : mendedNic(nic))),
  };
}

function mendedNic({ nextBoot, strayed, only, linkState, upAtNextBoot, ...nic }: NicSpec): NicSpec {
  return nic;
}

/** Every card has its cable. */
export function mendedLink(link: LinkSpec): LinkSpec {
  return link.device.kind === 'pnic' ? { ...link, device: { ...link.device, cable: true } } : link;
}
