import { shellWord } from '#shared/edits/shellWords.ts';
import type { Domain } from '#shared/host/domain.ts';
import type { Network } from '#shared/host/network.ts';
import { networkId, vmId } from '#shared/topology/model.ts';
import { freshNetworks, networkUsers, vmNames } from '../libvirtNetworks.ts';
import type { Found, Rule } from '../rule.ts';

/** A network of libvirt that VMs need is not active: a VM that runs has lost it, and one that is off can’t start. */
export const networkInactive: Rule = {
  needs: ['virsh'],
  find: ({ snapshot }) => {
    const usersOf = networkUsers(snapshot);
    return freshNetworks(snapshot)
      .filter(({ active }) => !active)
      .flatMap((network) => {
        const { now, atBoot } = usersOf(network.name);
        const waiting = atBoot.filter(({ active }) => !active);
        return now.length + waiting.length === 0 ? [] : [foundOf(network, now, waiting)];
      });
  },
};

function foundOf({ name }: Network, now: readonly Domain[], waiting: readonly Domain[]): Found {
  const [only] = waiting;
  const start = waiting.length === 1 ? `${only?.name} starts` : `${vmNames(waiting)} start`;
  const lost =
    now.length === 0
      ? []
      : [`${vmNames(now)} ${now.length === 1 ? 'has' : 'have'} no network by it while it is stopped.`];
  const blocked =
    waiting.length === 0 ? [] : [`${start} with the host, and can’t start before the network is active.`];
  return {
    severity: now.length > 0 ? 'error' : 'warning',
    subject: [networkId(name), ...[...now, ...waiting].map(({ uuid }) => vmId(uuid))],
    title: `${name} isn’t active, although ${vmNames([...now, ...waiting])} ${now.length + waiting.length === 1 ? 'needs' : 'need'} it`,
    why: [...lost, ...blocked].join(' '),
    evidence: [
      `virsh net-list: ${name} is inactive`,
      ...now
        .slice(0, 5)
        .map((vm) => `virsh dumpxml ${shellWord(vm.name)}: <source network='${name}'> of the running VM`),
      ...waiting
        .slice(0, 5)
        .map((vm) => `virsh dumpxml ${shellWord(vm.name)}: <source network='${name}'>, autostart on`),
    ],
    repairs: [
      {
        kind: 'edit',
        label: 'Start the network',
        edit: { kind: 'network-set', network: networkId(name), active: true },
      },
    ],
  };
}
