import { shellWord } from '#shared/edits/shellWords.ts';
import { networkId, vmId } from '#shared/topology/model.ts';
import { freshNetworks, networkUsers, vmNames } from '../libvirtNetworks.ts';
import type { Rule } from '../rule.ts';

/** A VM starts with the host, but the network that it needs does not: after a reboot the VM does not start. */
export const networkNotAutostart: Rule = {
  needs: ['virsh'],
  find: ({ snapshot }) => {
    const usersOf = networkUsers(snapshot);
    return freshNetworks(snapshot).flatMap(({ name, autostart, persistent }) => {
      const { atBoot } = usersOf(name);
      // A transient network is gone by then: there is nothing to set on it.
      if (autostart || !persistent || atBoot.length === 0) return [];
      const one = atBoot.length === 1;
      return [
        {
          severity: 'warning' as const,
          subject: [networkId(name), ...atBoot.map(({ uuid }) => vmId(uuid))] as const,
          title: `${name} doesn’t start with the host, but ${vmNames(atBoot)} ${one ? 'does' : 'do'}`,
          why: `${vmNames(atBoot)} ${one ? 'needs' : 'need'} ${name}. After a reboot of the host libvirt tries to start ${one ? 'it' : 'them'} while the network is inactive, and fails.`,
          evidence: [
            `virsh net-list: ${name} has autostart off`,
            ...atBoot.slice(0, 5).map((vm) => `virsh dominfo ${shellWord(vm.name)}: autostart is on`),
          ],
          repairs: [
            {
              kind: 'edit' as const,
              label: 'Start it with the host',
              edit: { kind: 'network-autostart' as const, network: networkId(name), on: true },
            },
          ],
        },
      ];
    });
  },
};
