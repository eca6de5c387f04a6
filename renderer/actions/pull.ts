import { graphOf } from '#shared/topology/graph.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { note, openSheet } from '../stores/edits.ts';
import { shownOf } from '../stores/staging.ts';
import { contextNow } from './actionContext.ts';
import { propose } from './edit.ts';
import { pullWords } from './pullWords.ts';

/**
 * A cable is to be disconnected. Where it can leave the bridge or the VM, the user is asked which; where only one of
 * them can be, that is planned at once; where neither, it is said why.
 */
export function pull(cable: NodeId): void {
  const { host, staging } = contextNow();
  const topology = shownOf(host, staging);
  const node = topology === null ? undefined : graphOf(topology).nodes.get(cable);
  if (topology === null || node === undefined) return;
  const { unplug, detach } = pullWords(topology, node);
  if (unplug.possible && detach !== null) openSheet({ step: 'pulled', cable });
  else if (unplug.possible) void propose({ kind: 'unplug', cable });
  else if (detach !== null) void propose({ kind: 'detach', cable });
  else note(unplug.words);
}
