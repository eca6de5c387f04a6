import { MOST_PATIENCE } from '#shared/kept.ts';
import { passedOn } from '../../start/chromiumSwitches.mjs';
import { bold, entry, example, prose } from './roff.ts';

/** What a command finds around it, and what it leaves behind: all that the table of commands does not hold. */

const VARIABLES: Readonly<Record<string, string>> = {
  PATCHBAY_DEMO: 'With “healthy” the demo host has nothing wrong with it.',
  PATCHBAY_PATIENCE: `A number from 1 to ${MOST_PATIENCE}: how many times as long as usual each command of a slow host may take. It wins over the settings.`,
  LIBVIRT_DEFAULT_URI:
    'The URI of libvirt, where it names the system libvirt of this host, such as qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock. Any other is told of, and qemu:///system is asked. --connect wins over it.',
  VIRSH_DEFAULT_CONNECT_URI: 'As LIBVIRT_DEFAULT_URI, and wins over it, as with virsh.',
  XDG_CONFIG_HOME: 'Where the settings are; by default ~/.config.',
  XDG_STATE_HOME: 'Where the history is; by default ~/.local/state.',
  XDG_CACHE_HOME: 'Where the window keeps what it can make again; by default ~/.cache.',
  'DISPLAY, WAYLAND_DISPLAY': 'One of them is set where there is a display for the window.',
  NO_COLOR: 'Set to anything: no colours.',
};

export function environment(): string[] {
  return Object.entries(VARIABLES).flatMap(([name, what]) => entry(bold(name), prose(what)));
}

export function theWindow(): string[] {
  const switches = [...passedOn].map((name) => bold(`--${name}`)).join(', ');
  return [
    prose(
      'Without a command, patchbay opens its window, where that is installed (on Debian and Ubuntu by the package patchbay),\n' +
        'there is a display, and the user is not root. The exit code is then the window’s. It takes',
    ),
    `${bold('--host')}, ${bold('--read-only')},`,
    prose('and these switches of Chromium’s, each as one word, --switch or --switch=VALUE:'),
    `${switches}.`,
  ];
}

const STATUS: readonly (readonly [code: number, means: string])[] = [
  [0, 'Done: an edit was seen on the host, or was there already; something was found.'],
  [1, 'Not done, not found, or not known; stderr says why.'],
  [2, 'The command line or the environment was not understood. Nothing was read or changed.'],
  [130, 'Interrupted by Ctrl-C; what had been done is reverted, or left to its guard.'],
];

export function exitStatus(): string[] {
  return STATUS.flatMap(([code, means]) => entry(bold(String(code)), prose(means)));
}

const EXAMPLES: readonly (readonly [does: string, line: string])[] = [
  ['Which VM has this MAC, and how does it reach the wire?', 'patchbay trace 52:54:00:4a:55:10'],
  ['Everything, for a script:', "patchbay graph --json | jq '.nodes[].name'"],
  ['What would a move do?', 'patchbay move vnet3 br-iot --dry-run'],
  ['Move it now and for good, without a question:', 'patchbay move vnet3 br-iot --persist both --yes'],
  [
    'Show this host on another machine:',
    'patchbay capture my-host.json\npatchbay graph --host replay:my-host.json',
  ],
  ['Try all of it without a host:', 'patchbay graph --host demo'],
];

export function examples(): string[] {
  return EXAMPLES.flatMap(([does, line]) => [...entry(prose(does)), ...example(...line.split('\n'))]);
}
