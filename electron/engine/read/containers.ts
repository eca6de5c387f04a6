import type { ContainerFacts } from '#shared/host/container.ts';
import type { Link } from '#shared/host/link.ts';
import { DockerContainers, isDockerBridge, nothingTold } from './dockerContainers.ts';
import { InnerNics } from './innerNics.ts';
import type { Read } from './ip.ts';
import { leadsInside, readNetNamespaces, unexplainedLinks } from './netNamespaces.ts';
import type { ReadHost } from './patientHost.ts';
import { isFileBridge, NetworkFiles, readPodman } from './podmanContainers.ts';
import type { Reading } from './source.ts';

/** A container without a veth leaves no trace among the links: it is looked for as often as this. */
const ABSENT_MS = 10 * 60_000;

/**
 * Reads which containers and named namespaces there are, and what is inside; null where none is, as on most hosts: then
 * nothing is run for ten minutes.
 */
export function readContainers(
  host: ReadHost,
  links: () => readonly Link[],
  now: () => Date,
): Read<ContainerFacts | null> {
  const inner = new InnerNics(host, now);
  const docker = new DockerContainers(host);
  const files = new NetworkFiles(host);
  let absentUntil = 0;
  return async (signal) => {
    const known = links();
    const isDue = known.some(isOfContainers);
    if (!isDue && now().getTime() < absentUntil) return { status: 'ok', facts: null };
    const found = await readNetNamespaces(host, inner, signal);
    if ('status' in found) {
      if (found.status === 'cancelled') return found;
      const isNoMatter = found.status === 'missing' && (!isDue || host.asOf !== undefined);
      return isNoMatter ? { status: 'ok', facts: null } : found;
    }
    const { namespaces, hasDocker } = found;
    if (!isDue && namespaces.length === 0) {
      absentUntil = now().getTime() + ABSENT_MS;
      return { status: 'ok', facts: null };
    }
    const bridges = known.filter(({ infoKind }) => infoKind === 'bridge').map(({ name }) => name);
    const isThere = (runtime: string) => namespaces.some(({ container }) => container?.runtime === runtime);
    const [ofDocker, ofPodman, networks] = await Promise.all([
      hasDocker ? docker.read(bridges.filter(isDockerBridge), signal) : nothingTold,
      isThere('podman') ? readPodman(host, signal) : nothingTold,
      bridges.some(isFileBridge) ? files.read(bridges.filter(isFileBridge), signal) : [],
    ]);
    if ('status' in ofDocker) return ofDocker;
    if ('status' in ofPodman) return ofPodman;
    if ('status' in networks) return networks;
    const facts: ContainerFacts = {
      namespaces,
      told: [...ofDocker.containers, ...ofPodman.containers],
      networks: [...ofDocker.networks, ...networks],
    };
    return reading(facts, known, [ofDocker.why, ofPodman.why]);
  };
}

/** Whether a link is there for containers: it leads into another namespace, or is a bridge that a runtime made. */
function isOfContainers(link: Link): boolean {
  const { name, infoKind } = link;
  return infoKind === 'bridge' ? isDockerBridge(name) || isFileBridge(name) : leadsInside(link);
}

function reading(
  facts: ContainerFacts,
  links: readonly Link[],
  whys: readonly (string | null)[],
): Reading<ContainerFacts> {
  const said = whys.filter((why) => why !== null);
  const [first, ...others] = unexplainedLinks(links, facts.namespaces);
  if (first === undefined) {
    const message = said.join(' ');
    return message === ''
      ? { status: 'ok', facts }
      : { status: 'partial', facts, message, advice: 'Retrying…' };
  }
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const message = [
    `Which container is behind ${first}${more} can’t be seen: it belongs to another user.`,
    ...said,
  ];
  const advice = 'Only root sees the processes of all users.';
  return { status: 'partial', facts, message: message.join(' '), advice };
}
