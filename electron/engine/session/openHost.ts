import type { HostNotice, OfferedHost } from '#shared/api.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { didYouMean } from '#shared/nearest.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { demoHost } from '../../demo/demo.ts';
import { homelab } from '../../demo/homelab/homelab.ts';
import { replayHost } from '../../hosts/capture/replay.ts';
import type { Host } from '../../hosts/host.ts';
import { localHost } from '../../hosts/local/local.ts';
import type { SshAsker } from '../../hosts/ssh/askChannel.ts';
import { sshHost } from '../../hosts/ssh/ssh.ts';
import type { SshPrompt } from '../../hosts/ssh/sshWords.ts';

/** How many times as long as usual a host's commands may take; asked only for a host that can be slow. */
export type AskPatience = () => number | Promise<number>;

interface HostRow extends OfferedHost {
  open(patience: AskPatience, connect?: string): Promise<Host>;
}

const rows: readonly HostRow[] = [
  {
    name: 'local',
    title: 'This machine',
    invitation: 'Show this machine’s interfaces',
    simulated: false,
    open: async (patience, connect) => localHost(await patience(), connect),
  },
  {
    name: 'demo',
    title: 'Demo homelab',
    invitation: 'Open the demo homelab',
    simulated: true,
    // PATCHBAY_DEMO=healthy: with nothing broken in it, which tests and who writes rules look at.
    open: async () => demoHost({ lab: homelab(process.env.PATCHBAY_DEMO === 'healthy') }),
  },
];

const REPLAY = 'replay:';
const SSH = 'ssh://';

/** The hosts that a window can choose among. A capture is not among them: who visits an address must not open files. */
export const offeredHosts: readonly OfferedHost[] = rows.map(({ open: _, ...offered }) => offered);

/**
 * Opens a host by its name.
 * @param asker who answers what `ssh` asks; null: as whoever opens it has it
 * @throws {UserFailure} when no host has this name
 */
export type OpenHost = (name: string, patience: AskPatience, asker: SshAsker | null) => Promise<Host>;

/** For a window, in which alone its user can be asked. */
export const openAtWindow: OpenHost = (name, patience, asker) =>
  openHost(name, patience, undefined, asker ?? 'nobody');

/**
 * The host that `--host NAME` asks for.
 * @param connect the URI of this machine's libvirt; no other host has one to choose
 * @param prompt who answers what `ssh` asks
 * @throws {UserFailure} when no host has this name, or it can’t be reached
 */
export async function openHost(
  name: string,
  patience: AskPatience = () => 1,
  connect?: string,
  prompt: SshPrompt = 'nobody',
): Promise<Host> {
  const row = rows.find((each) => each.name === name);
  if (row !== undefined) return row.open(patience, connect);
  if (name.startsWith(REPLAY) && name !== REPLAY) return replayHost(name.slice(REPLAY.length));
  if (name.startsWith(SSH)) {
    const target = sshTarget(name);
    if (target !== null) return sshHost(target, prompt, await patience());
    throw new UserFailure(
      `“${name}” names no host.`,
      'Write ssh://host, ssh://user@host or ssh://user@host:port.',
    );
  }
  const names = rows.map((each) => each.name);
  const near = didYouMean(name, names);
  throw new UserFailure(
    `There is no host called “${name}”.${near}`,
    `Use ${names.join(', ')}, ssh://[user@]host[:port] or replay:FILE.`,
  );
}

/** Whether it takes a connection to reach the host of this name, which may fail, take long or ask. */
export function isFar(name: string): boolean {
  return name.startsWith(SSH) && sshTarget(name) !== null;
}

/** Whether a host, by its name, is simulated: it starts the same each time. */
export function isSimulated(name: string): boolean {
  return offeredHosts.some((host) => host.name === name && host.simulated);
}

/** What the user should know first about the host of this name, where they have named it. */
export function noticeOf(name: string): HostNotice | null {
  if (name.startsWith(REPLAY)) return 'replay';
  return isSimulated(name) ? 'demo' : null;
}
