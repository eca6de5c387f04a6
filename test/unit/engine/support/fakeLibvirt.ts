import type { Command, RunOutcome } from '#shared/host/command.ts';
import { printed } from './scriptedHost.ts';

/** A domain of the pretended libvirt; tests change it between reads. */
export interface FakeDomain {
  uuid: string;
  name: string;
  state: string;
  /** Absent: unless it is shut off. */
  active?: boolean;
  persistent: boolean;
  autostart: boolean;
  /** One `<interface>` line each. */
  live: string[];
  defined: string[];
  /** Printed by `dumpxml` instead of what belongs there. */
  brokenXml?: string;
  /** `connected`, `disconnected`; absent: it has no channel for an agent. */
  agent?: string;
  /** The interfaces of its managed-save image; absent: it has none. */
  saved?: string[];
  /** Absent: it has none. */
  snapshots?: true;
}

export interface FakeNetwork {
  uuid: string;
  xml: string;
  /** What `--inactive` prints; absent: the same. */
  definition?: string;
  active: boolean;
  /** Absent: it is. */
  persistent?: boolean;
  leases?: string;
}

/** Answers virsh's batches from lists of domains and networks. */
export class FakeLibvirt {
  domains: FakeDomain[] = [];
  networks: FakeNetwork[] = [];
  /** Replaces what a command prints, by its words. */
  readonly overrides = new Map<string, string>();
  /** What goes to stderr of each process. */
  stderr = '';
  /** Called before each command is answered: for what happens in mid-batch. */
  before: (command: string) => void = () => {};
  /** All commands inside batches so far. */
  readonly asked: string[] = [];

  readonly run = (argv: Command['argv']): RunOutcome => {
    const script = argv.at(-1) ?? '';
    let stdout = '';
    // echo '[patchbay 0a1b 0]'; list --all --uuid; echo '[patchbay 0a1b 1]'
    for (const part of script.split('; ')) {
      const sentinel = /^echo '(\[patchbay \w+ \d+\])'$/.exec(part)?.[1];
      stdout += sentinel ?? this.#answer(part);
    }
    return printed(stdout, this.stderr);
  };

  takeAsked(): string[] {
    return this.asked.splice(0);
  }

  #answer(command: string): string {
    this.asked.push(command);
    this.before(command);
    return this.overrides.get(command) ?? this.#print(command.split(' '));
  }

  #print([verb, ...words]: string[]): string {
    if (verb === 'list') return this.#list(words);
    if (verb === 'net-list') return this.#netList(words);
    const domain = this.domains.find(({ uuid }) => uuid === words[0]);
    const network = this.networks.find(({ uuid }) => uuid === words[0]);
    const inactive = words.includes('--inactive');
    if (verb === 'domstate') return domain ? `${domain.state}\n` : '';
    if (verb === 'domiflist') return domain ? (inactive ? domain.defined : domain.live).join('\n') : '';
    if (verb === 'dumpxml') return domain ? (domain.brokenXml ?? xmlOf(domain, inactive)) : '';
    if (verb === 'managedsave-dumpxml') return domain?.saved ? xmlWith(domain, domain.saved) : '';
    if (verb === 'net-dumpxml') return (inactive ? network?.definition : null) ?? network?.xml ?? '';
    if (verb === 'net-dhcp-leases') return network?.leases ?? '';
    throw new Error(`the pretended virsh was asked: ${[verb, ...words].join(' ')}`);
  }

  #list(words: string[]): string {
    const filters: Record<string, (domain: FakeDomain) => boolean> = {
      '--state-running': ({ state }) => state === 'running',
      '--state-paused': ({ state }) => state === 'paused',
      '--state-shutoff': ({ state }) => state === 'shut off',
      '--persistent': ({ persistent }) => persistent,
      '--autostart': ({ autostart }) => autostart,
      '--with-managed-save': ({ saved }) => saved !== undefined,
      '--without-managed-save': ({ saved }) => saved === undefined,
      '--with-snapshot': ({ snapshots }) => snapshots === true,
      '--without-snapshot': ({ snapshots }) => snapshots !== true,
    };
    return this.domains
      .filter(({ state, active = state !== 'shut off' }) => active || words.includes('--all'))
      .filter((domain) => words.every((word) => filters[word]?.(domain) ?? true))
      .map(({ uuid, name }) => (words.includes('--name') ? `${uuid} ${name}\n` : `${uuid}\n`))
      .join('');
  }

  #netList(words: string[]): string {
    return this.networks
      .filter(({ active }) => active || words.includes('--all'))
      .filter(({ persistent = true }) => persistent || !words.includes('--persistent'))
      .filter(() => !words.includes('--autostart'))
      .map(({ uuid }) => `${uuid}\n`)
      .join('');
  }
}

function xmlOf(domain: FakeDomain, inactive: boolean): string {
  const { live, defined, agent, state, active = state !== 'shut off' } = domain;
  const channel =
    agent === undefined || inactive
      ? ''
      : `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='${agent}'/></channel>`;
  return active && !inactive ? xmlWith(domain, live, channel, " id='7'") : xmlWith(domain, defined, channel);
}

function xmlWith({ uuid, name }: FakeDomain, vnics: readonly string[], channel = '', id = ''): string {
  const interfaces = vnics.join('\n');
  return `<domain${id}><name>${name}</name><uuid>${uuid}</uuid><devices>${interfaces}${channel}</devices></domain>\n`;
}

/** UUIDs that tests can read: `uuid(7)` ends in 000000000007. */
export function uuid(number: number): string {
  return `11111111-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function fakeDomain(number: number, rest: Partial<FakeDomain> = {}): FakeDomain {
  return {
    uuid: uuid(number),
    name: `vm ${number}`,
    state: 'running',
    persistent: true,
    autostart: false,
    live: [bridgeNic('br0', number)],
    defined: [bridgeNic('br0', number)],
    ...rest,
  };
}

export function bridgeNic(bridge: string, number: number, inside = ''): string {
  const mac = `52:54:00:00:00:${String(number % 100).padStart(2, '0')}`;
  return `<interface type='bridge'><mac address='${mac}'/><source bridge='${bridge}'/>${inside}</interface>`;
}

export function fakeNetwork(number: number, name: string, rest: Partial<FakeNetwork> = {}): FakeNetwork {
  const xml = `<network><name>${name}</name><uuid>${uuid(number)}</uuid><bridge name='virbr${number}'/></network>\n`;
  return { uuid: uuid(number), xml, active: true, ...rest };
}
