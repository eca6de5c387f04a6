import type { Finding } from '#shared/findings/finding.ts';
import type { Topology } from '#shared/topology/model.ts';
import { hostLines } from './hostLines.ts';
import { dim, type Line, yellow } from './line.ts';
import { vmLines } from './vmLines.ts';

/** The topology as a patch panel in text: VM by VM the way of each cable, then all that is no VM's. */
export function graphLines(topology: Topology, findings: readonly Finding[]): Line[] {
  const vms = vmLines(topology, findings);
  return [
    ...(vms.length === 0 ? [['No VM is known on this host.']] : vms),
    ...hostLines(topology),
    ...hostFindings(topology, findings),
  ];
}

/** What is wrong and no cable’s of a VM, in a line each; `patchbay doctor` tells why. */
function hostFindings({ nodes }: Topology, findings: readonly Finding[]): Line[] {
  const vnics = new Set(nodes.flatMap(({ kind, id }) => (kind === 'vnic' ? [id] : [])));
  const own = findings.filter(
    ({ severity, subject }) => severity !== 'info' && !subject.some((id) => vnics.has(id)),
  );
  if (own.length === 0) return [];
  return [
    [],
    ...own.map(({ title }): Line => [yellow('! '), title]),
    [dim('patchbay doctor tells why, and what repairs it.')],
  ];
}
