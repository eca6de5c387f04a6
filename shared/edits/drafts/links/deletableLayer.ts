import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { listed } from '#shared/ops/listed.ts';
import { type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { LinkNode, Topology } from '#shared/topology/model.ts';
import { atStake } from '../../guard/atStake.ts';
import { refuseBlind } from './deletable.ts';
import { portsOf, uppersOf, vmsBehind } from './linkOf.ts';

/** Why this bond or VLAN can't be deleted, under the guard neither; null: it can. */
export function refuseLayerDelete(
  snapshot: HostSnapshot,
  topology: Topology,
  link: Link,
  node: LinkNode,
): Refusal | null {
  const { name, master, lower } = link;
  const blind = refuseBlind(snapshot, topology);
  if (blind !== null) return blind;
  const uppers = uppersOf(snapshot, name);
  if (uppers.length > 0) {
    return refuse(
      `${listed(uppers.map((each) => each.name))} ${uppers.length === 1 ? 'uses' : 'use'} ${name} and would be deleted with it.`,
      uppers.length === 1 ? 'Delete that first.' : 'Delete those first.',
    );
  }
  const [vm] = vmsBehind(topology, node.id);
  if (vm !== undefined) return refuse(`${vm} uses ${name}.`, 'Detach the vNIC from its VM first.');
  if (link.vlan !== null && (lower === null || lower.name === null)) {
    return refuse(`${name} sits on a link in another network namespace.`, 'Delete it there.');
  }
  const stake = atStake(snapshot, name);
  if (stake === null) return null;
  // A bond's addresses can move to one of its members; nothing else of what is at stake goes on without it.
  const isCarried = node.kind === 'bond' && master === null && portsOf(snapshot, name).length > 0;
  return isCarried
    ? null
    : refuse(
        `${stake.reasons.join(' ')} Deleting ${name} would interrupt that.`,
        master === null ? 'Move that first.' : `Disconnect ${name} from ${master} first.`,
      );
}
