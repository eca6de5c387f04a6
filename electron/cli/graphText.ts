import type { Topology } from '#shared/topology/model.ts';
import { hostLines } from './hostLines.ts';
import type { Line } from './line.ts';
import { vmLines } from './vmLines.ts';

/** The topology as a patch panel in text: VM by VM the way of each cable, then all that is no VM's. */
export function graphLines(topology: Topology): Line[] {
  const vms = vmLines(topology);
  return [...(vms.length === 0 ? [['No VM is known on this host.']] : vms), ...hostLines(topology)];
}
