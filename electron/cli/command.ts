import type { Persist } from '#shared/edits/model.ts';
import type { OptionName } from './options.ts';
import type { WordName } from './words.ts';

interface CommandShape {
  readonly args: readonly WordName[];
  readonly options: readonly OptionName[];
  readonly summary: string;
  /** What to know beside the options; a paragraph. */
  readonly more?: string;
  /** It is for Patchbay’s own completions and build: nobody is told of it. */
  readonly hidden?: true;
}

/** Of each command that opens a host. */
const HOST_OPTIONS = ['host', 'connect', 'read-only'] as const;
/** Of each command. */
const ALWAYS = ['verbose', 'help'] as const;

const EDIT_OPTIONS = [
  ...HOST_OPTIONS,
  'persist',
  'dry-run',
  'yes',
  'ignore-lock',
  'json',
  ...ALWAYS,
] as const;

const GUARD =
  'An edit that could cut you off from the host is done under a guard: the host reverts it after a minute\n' +
  'or more unless you confirm. You are asked once it is done; with --yes it is confirmed if the router still answers, else\n' +
  'reverted, with exit code 1. Ctrl-C leaves it to the guard.';

const CABLE =
  'CABLE is the name of a TAP, a veth or a card, a vNIC’s MAC, or VM/MAC where several vNICs have that MAC. A name that\n' +
  'begins with a dash goes after --. Exits with 0 if it is already done.';

export const COMMANDS = {
  graph: {
    args: [],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'the topology now: every VM and the way of each of its cables',
    more: 'Exits with 0 while the links of the host could be read.',
  },
  trace: {
    args: ['WHAT'],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'the way from VM to physical NIC of whatever WHAT names',
    more:
      'WHAT is the name or UUID of a VM, a MAC or any piece of one, a vnet or TAP, a bridge, a physical NIC, a network,\n' +
      'or an address of a guest or the host. A MAC or an address of any other device is found where a bridge learned it.\n' +
      'Exits with 1 when nothing matches, or when that can’t be known.',
  },
  doctor: {
    args: [],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'what is wrong with the network of the host, why, and what repairs it',
    more:
      'Each finding says what it is known by. Changes nothing. What could not be read is listed as not checked: the\n' +
      'firewall, for one, takes root. What was dismissed in the window is listed all the same. Exits with 1 when any finding\n' +
      'is an error.',
  },
  explain: {
    args: ['WHAT'],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'why a VM has no network: the way of its packets, hop by hop, to the first that is broken',
    more:
      'WHAT as in trace; of a VM, a bridge or a network each vNIC is explained. The host is read twice, a second apart: what\n' +
      'its links count meanwhile tells whether a guest sends. A hop is ok, broken or not known; the last line says where\n' +
      'packets stop and what repairs it, or what is left to look at outside of this host. With --json and several vNICs, the\n' +
      'gravest is told at the top and the rest in “others”. Exits with 1 when a hop is broken, or when nothing matches.',
  },
  macs: {
    args: ['[BRIDGE]'],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'which MAC was learned on which port of a bridge, and whose it is',
    more:
      'Without BRIDGE, of all bridges. Each with its VLAN, how long ago a frame from it last came in, whose it is, and its\n' +
      'addresses, as far as this host’s neighbours, DHCP leases and guests tell. A bridge forgets a MAC that says nothing\n' +
      'for five minutes. Exits with 0 while what the bridges have learned could be read.',
  },
  move: {
    args: ['CABLE', 'BRIDGE|NETWORK'],
    options: EDIT_OPTIONS,
    summary: 'move a cable to another bridge or network',
    more: `${CABLE}\n\n${GUARD}`,
  },
  attach: {
    args: ['VM', 'BRIDGE|NETWORK'],
    options: [...EDIT_OPTIONS, 'model', 'mac'],
    summary: 'give a VM a new vNIC',
    more: 'VM is its name or UUID.',
  },
  detach: { args: ['CABLE'], options: EDIT_OPTIONS, summary: 'detach a vNIC from its VM', more: CABLE },
  unplug: {
    args: ['CABLE'],
    options: EDIT_OPTIONS,
    summary: 'disconnect a TAP, a veth or a card from its bridge; the vNIC stays in the VM',
    more: `${CABLE}\n\n${GUARD}`,
  },
  link: {
    args: ['CABLE', 'up|down'],
    options: EDIT_OPTIONS,
    summary: 'plug in or unplug the cable as the guest sees it',
    more: `${CABLE}\nA link of the host with no VM behind it is itself enabled or disabled.`,
  },
  capture: {
    args: ['FILE'],
    options: [...HOST_OPTIONS, 'anonymous', ...ALWAYS],
    summary: 'write everything read into one file, for --host replay:FILE elsewhere',
    more:
      'With - for FILE it goes to stdout, unless that is a terminal; a file of that name is ./-.\n' +
      'With --anonymous, words, MACs, addresses, ids and what looks like a password are replaced, each by the same stand-in\n' +
      'everywhere; the words of the tools stay, as do the vendor’s part of a MAC, the first and the last byte of an IPv4\n' +
      'address, and words of up to three letters. Read it before you hand it on.',
  },
  diff: {
    args: ['A', 'B'],
    options: [...HOST_OPTIONS, 'json', ...ALWAYS],
    summary: 'what differs between two of: a host now, another one, a capture',
    more:
      'A and B are live (the host that --host names, else this machine), local, demo, ssh://[user@]host[:port], or the file of\n' +
      'a capture. Told are VMs, vNICs, networks and links that one of them has alone, cables that are plugged in elsewhere, and\n' +
      'what else differs. Exits with 0 if nothing does, and with 1 if something does or part of it can’t be told.',
  },
  serve: {
    args: [],
    options: [...HOST_OPTIONS, 'port', ...ALWAYS],
    summary: 'serve the app to a browser on this machine, until Ctrl-C',
    more:
      'It prints an address that opens it to one browser, unless what it prints is kept, as by systemd: patchbay url prints\n' +
      'one then. systemctl --user enable --now patchbay.socket serves this machine on port 8090, read-only, once it is asked.',
  },
  url: {
    args: [],
    options: ['port', ...ALWAYS],
    summary: 'print a fresh address of the Patchbay that you serve on this machine',
    more: 'It opens one browser, once, to whoever opens it first. With --port of the one that is served there.',
  },
  completion: {
    args: ['bash|zsh|fish'],
    options: ALWAYS,
    summary: 'print the completion of these commands for a shell',
    more:
      'In bash, and in zsh after compinit: source <(patchbay completion SHELL). In fish: patchbay completion fish | source.\n' +
      'It also completes the names of VMs, cables, bridges and networks, for which it reads the host that --host names,\n' +
      'and after --host the hosts of ssh’s configuration and of virt-manager.',
  },
  help: {
    args: ['[COMMAND]'],
    options: ALWAYS,
    summary: 'print the help of a command, or of all',
  },
  __manual: { args: [], options: ALWAYS, summary: 'print the manual page', hidden: true },
  __words: {
    args: ['what|cable|vm|target|bridge|host'],
    options: [...HOST_OPTIONS, ...ALWAYS],
    summary: 'print the names of the host, or of hosts, that a word can be, one a line',
    hidden: true,
  },
} as const satisfies Record<string, CommandShape>;

export type CommandName = keyof typeof COMMANDS;

/** Those that a user is told of. */
export const commandNames = (Object.keys(COMMANDS) as CommandName[]).filter((name) => !shapeOf(name).hidden);

export function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

export function shapeOf(name: CommandName): CommandShape {
  return COMMANDS[name];
}

/** A command that does something; help is answered by whoever reads the command line. */
export type RunCommand = Exclude<CommandName, 'help'>;

/** A command line that was understood. Options that a command does not take are absent. */
export interface Invocation {
  readonly command: RunCommand;
  readonly args: readonly string[];
  readonly host: string;
  /** False where nobody has said which host: it is this machine, or what the environment says. */
  readonly isHostNamed: boolean;
  /** The URI of this machine's libvirt; undefined: as the environment says. */
  readonly connect: string | undefined;
  readonly verbose: boolean;
  readonly readOnly: boolean;
  readonly json: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly ignoreLock: boolean;
  readonly anonymous: boolean;
  readonly persist: Persist | undefined;
  readonly model: string | undefined;
  readonly mac: string | undefined;
  /** 0: any free one. */
  readonly port: number;
}
