import type { DomainInterface } from '#shared/host/domain.ts';
import type { VmNic } from '#shared/host/process.ts';
import type { Facts } from './facts.ts';
import { isLibvirts } from './libvirtsNic.ts';
import { networkNics } from './passedThrough.ts';

/**
 * The NICs that a domain's process has past libvirt, by `<qemu:commandline>`. A command line tells how the process was
 * started: a TAP that it no longer holds open was taken out since.
 */
export function nicsPastLibvirt(
  pid: number | null,
  live: readonly DomainInterface[],
  facts: Facts,
): readonly VmNic[] {
  const process = pid === null ? undefined : facts.processes.get(pid);
  if (process === undefined) return [];
  const held = facts.heldBy.get(process.pid) ?? [];
  const added = networkNics(process, facts).filter((nic) => !isLibvirts(nic));
  const isOf = (nic: VmNic, link: string) =>
    nic.ifname === link || facts.descriptors(process.pid, link).some((each) => nic.fds.includes(each));
  const spare = held.filter(
    ({ name }) => !live.some(({ targetDev }) => targetDev === name) && !added.some((nic) => isOf(nic, name)),
  );
  const hasSpare = (nic: VmNic) => {
    const isNameless = nic.ifname === null && nic.fds.length === 0;
    return spare.some(({ name }) => isNameless || facts.seenBehind(nic.mac ?? nic.defaultMac, name));
  };
  return added.filter(
    (nic) => nic.instead !== undefined || held.some(({ name }) => isOf(nic, name)) || hasSpare(nic),
  );
}
