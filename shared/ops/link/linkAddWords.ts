import type { Command } from '#shared/host/command.ts';
import { vlanFlagNames } from '#shared/host/link.ts';
import type { NewLink } from '../hostOp.ts';
import { settingWords } from './bondOptions.ts';
import { bridgeWords, delayOf } from './bridgeOptions.ts';

/** The command that makes a link. */
export function addArgv(link: NewLink): Command['argv'] {
  const { name } = link;
  switch (link.kind) {
    case 'tap': {
      const owner = link.owner === null ? [] : ['user', link.owner];
      return ['ip', 'tuntap', 'add', 'dev', name, 'mode', 'tap', ...owner];
    }
    case 'bridge': {
      const options = ['stp_state', link.stp ? '1' : '0', 'forward_delay', delayOf(link)];
      // Off is what it is born with, and a kernel without VLAN filtering refuses even to be told so.
      const vlans = link.vlanFiltering ? ['vlan_filtering', '1'] : [];
      return ['ip', 'link', 'add', 'name', name, ...macWords(link), 'type', 'bridge', ...options, ...vlans];
    }
    case 'bond': {
      const options = ['mode', link.mode, ...settingWords(link.settings)];
      return ['ip', 'link', 'add', 'name', name, ...macWords(link), 'type', 'bond', ...options];
    }
    case 'vlan': {
      const options = ['protocol', link.protocol, 'id', String(link.id), ...flagWords(link)];
      const onLower = ['link', link.lower, 'name', name];
      return ['ip', 'link', 'add', ...onLower, ...macWords(link), 'type', 'vlan', ...options];
    }
  }
}

/** What is made, for a sentence: `the TAP tap0 for the user alice`. */
export function madeWords(link: NewLink): string {
  const { name } = link;
  switch (link.kind) {
    case 'tap':
      return `the TAP ${name}${link.owner === null ? '' : ` for the user ${link.owner}`}`;
    case 'bridge':
      return `the bridge ${name}, with ${bridgeWords(link)}`;
    case 'bond':
      return `the bond ${name}, mode ${link.mode}`;
    case 'vlan':
      return `${name}, VLAN ${link.id} (${link.protocol}) on ${link.lower}`;
  }
}

function macWords({ mac }: { readonly mac: string | null }): string[] {
  return mac === null ? [] : ['address', mac];
}

function flagWords({ flags = {} }: NewLink & { kind: 'vlan' }): string[] {
  return vlanFlagNames.flatMap((flag) => {
    const value = flags[flag];
    return value === undefined ? [] : [flag, value];
  });
}
