import type { Persist } from '#shared/edits/model.ts';
import { nicModels } from '#shared/host/nicModels.ts';
import type { Meaning } from './words.ts';

interface OptionShape {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** What the help calls its value. */
  readonly value?: string;
  readonly means?: Meaning;
  readonly help: string;
}

const PERSISTS = ['now', 'boot', 'both'] as const satisfies readonly Persist[];

/** The options of all commands together; each command takes some of them. */
export const OPTIONS = {
  host: {
    type: 'string',
    value: 'HOST',
    means: { is: 'host' },
    help: 'local, demo, ssh://[user@]host[:port] or replay:FILE; by default local',
  },
  connect: {
    type: 'string',
    short: 'c',
    value: 'URI',
    help: 'of this machine’s libvirt, qemu+unix:///system?socket=PATH, or of a host, qemu+ssh://HOST/system',
  },
  'read-only': { type: 'boolean', help: 'change nothing on the host, whoever asks' },
  json: { type: 'boolean', help: 'print JSON, for scripts' },
  'dry-run': { type: 'boolean', help: 'print the plan and change nothing' },
  yes: { type: 'boolean', short: 'y', help: 'apply without asking' },
  'ignore-lock': {
    type: 'boolean',
    help: 'edit also while a Patchbay of another user, not root, seems to edit this host',
  },
  persist: {
    type: 'string',
    value: 'WHEN',
    means: { is: 'one-of', words: PERSISTS },
    help: 'now, boot or both: what the edit changes of a VM',
  },
  model: {
    type: 'string',
    value: 'MODEL',
    // QEMU may know others: these are offered, and any is taken.
    means: { is: 'such-as', words: nicModels },
    help: 'of the new vNIC; by default as the others of the VM, or virtio',
  },
  mac: { type: 'string', value: 'MAC', help: 'of the new vNIC; by default a random one that is free' },
  port: { type: 'string', value: 'N', help: 'of 127.0.0.1; by default any free one' },
  anonymous: { type: 'boolean', help: 'with other names, MACs and addresses: to hand on' },
  verbose: {
    type: 'boolean',
    help: 'print each command that is run on the host, how it ended, and where the settings are, to stderr',
  },
  help: { type: 'boolean', short: 'h', help: 'print this help' },
  version: { type: 'boolean', short: 'v', help: 'print the version' },
} as const satisfies Record<string, OptionShape>;

export type OptionName = keyof typeof OPTIONS;

export function optionOf(name: OptionName): OptionShape {
  return OPTIONS[name];
}

export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
