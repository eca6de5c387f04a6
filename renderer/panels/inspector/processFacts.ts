import { isGuest, type TopologyNode, type VnicNode } from '#shared/topology/model.ts';
import { type MaybeFact, name, words } from './fact.ts';

/** What the process of a vNIC's VM tells of it: what connects its TAP when the VM starts, and where the process is. */
export function processFacts({ start }: VnicNode, vm: TopologyNode | undefined): readonly MaybeFact[] {
  const elsewhere = 'its VM’s process is in another than this host’s, as in a container';
  const place = words('Network namespace', isGuest(vm) && vm.elsewhere ? elsewhere : null);
  if (start === undefined) return [place];
  const { script, downScript, bridge } = start;
  return [
    name('Script at its start', script),
    words('Bridge at its start', bridge ?? (script === null ? null : 'not known: the script decides')),
    name('Script at its end', downScript),
    place,
  ];
}
