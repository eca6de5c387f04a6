import { UserFailure } from '#shared/userFailure.ts';
import { demoHost } from '../../demo/demo.ts';
import { replayHost } from '../../hosts/capture/replay.ts';
import type { Host } from '../../hosts/host.ts';
import { localHost } from '../../hosts/local/local.ts';

/**
 * The host that `--host NAME` asks for.
 * @param patience how many times as long as usual this machine’s commands may take; nothing else is slow
 * @throws {UserFailure} when there is none of this name
 */
export async function openHost(name: string, patience = 1): Promise<Host> {
  if (name === 'local') return localHost(patience);
  if (name === 'demo') return demoHost();
  if (name.startsWith('replay:')) {
    const file = name.slice('replay:'.length);
    if (file !== '') return replayHost(file);
  }
  throw new UserFailure(`There is no host called "${name}".`, 'Say local, demo or replay:FILE.');
}
