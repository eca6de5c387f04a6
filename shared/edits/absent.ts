import { mayLack, type SourceReport } from '#shared/host/source.ts';
import { type Refusal, refuse } from '../ops/refusal.ts';

/**
 * Why nothing can be done with a link that is not among the links that were read.
 * @param gone the refusal where it is certainly not there
 */
export function refuseAbsent(sources: readonly SourceReport[], link: string, gone: Refusal): Refusal {
  const links = sources.find(({ name }) => name === 'ip-link');
  if (!mayLack(links, link)) return gone;
  return refuse(
    `Patchbay couldn’t check whether ${link} is on the host. ${links?.message ?? ''}`.trimEnd(),
    links?.advice ?? '',
  );
}
