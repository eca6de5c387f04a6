import type { ContainerFacts } from '#shared/host/container.ts';
import type { Link } from '#shared/host/link.ts';
import { DockerContainers, isDockerBridge } from './dockerContainers.ts';
import { leadsInside, NetNamespaces, unexplainedLinks } from './netNamespaces.ts';
import type { ReadHost } from './patientHost.ts';
import { isFileBridge, PodmanContainers } from './podmanContainers.ts';
import type { Cancelled, Reading } from './source.ts';
import { isNotCaptured, type Trouble } from './trouble.ts';

/** A container without a veth leaves no trace among the links: it is looked for as often as this. */
const ABSENT_MS = 10 * 60_000;
/** As many turns as it takes to find and look into what is there, and one over. */
const MOST_TURNS = 6;

/**
 * Which containers and named namespaces there are, and what is inside; null where none is, as on most hosts: then nothing is
 * run for ten minutes.
 *
 * A refresh costs one process for the namespaces, one more where Docker’s daemon runs and has something new to tell, and one
 * where a container of Podman’s does. The first reading alone goes on until all is known.
 */
export class Containers {
  readonly #namespaces: NetNamespaces;
  readonly #docker: DockerContainers;
  readonly #podman: PodmanContainers;
  readonly #links: () => readonly Link[];
  readonly #now: () => Date;
  #absentUntil = 0;
  #isFirst = true;
  #isUnfinished = false;

  constructor(host: ReadHost, links: () => readonly Link[], now: () => Date) {
    this.#namespaces = new NetNamespaces(host, now);
    this.#docker = new DockerContainers(host, now);
    this.#podman = new PodmanContainers(host, now);
    this.#links = links;
    this.#now = now;
  }

  /** Whether something new was seen that the next refresh tells more of. */
  get isUnfinished(): boolean {
    return this.#isUnfinished;
  }

  async read(signal: AbortSignal | undefined): Promise<Reading<ContainerFacts | null>> {
    const links = this.#links();
    const isDue = links.some(isOfContainers);
    if (!isDue && this.#now().getTime() < this.#absentUntil) return this.#none();
    const turns = this.#isFirst ? MOST_TURNS : 1;
    for (let turn = 0; turn < turns; turn += 1) {
      const failed = await this.#ask(links, signal);
      if (failed !== null) return this.#failure(failed, isDue);
      if (!this.#isUnfinished) break;
    }
    this.#isFirst = false;
    const { found } = this.#namespaces;
    if (!isDue && found.length === 0) {
      if (this.#isUnfinished) return { status: 'ok', facts: null };
      this.#absentUntil = this.#now().getTime() + ABSENT_MS;
      return this.#none();
    }
    const facts: ContainerFacts = {
      namespaces: found,
      told: [...this.#docker.told.containers, ...this.#podman.told.containers],
      networks: [...this.#docker.told.networks, ...this.#podman.told.networks],
    };
    return this.#reading(facts, links);
  }

  /** One process for each system that is there. */
  async #ask(links: readonly Link[], signal: AbortSignal | undefined): Promise<Trouble | Cancelled | null> {
    const failed = await this.#namespaces.ask(links, signal);
    if (failed !== null) return failed;
    const { found, hasDocker } = this.#namespaces;
    const bridges = links.filter(({ infoKind }) => infoKind === 'bridge').map(({ name }) => name);
    const veths = links.filter(leadsInside).map(({ name, ifindex }) => `${name} ${ifindex}`);
    const state = JSON.stringify([...veths, ...this.#namespaces.pids].sort());
    const hasPodman = found.some(({ container }) => container?.runtime === 'podman');
    const cancelled = await Promise.all([
      this.#docker.ask(hasDocker ? bridges.filter(isDockerBridge) : null, state, signal),
      this.#podman.ask(hasPodman, bridges.filter(isFileBridge), state, signal),
    ]);
    this.#isUnfinished =
      this.#namespaces.isUnfinished(links) || this.#docker.isUnfinished || this.#podman.isUnfinished;
    return cancelled.find((one) => one !== null) ?? null;
  }

  #none(): Reading<null> {
    this.#isUnfinished = false;
    this.#isFirst = false;
    return { status: 'ok', facts: null };
  }

  #failure(failed: Trouble | Cancelled, isDue: boolean): Reading<null> {
    if (failed.status === 'cancelled') return failed;
    this.#isUnfinished = false;
    const isNoMatter = isNotCaptured(failed) || (failed.status === 'missing' && !isDue);
    return isNoMatter ? this.#none() : failed;
  }

  #reading(facts: ContainerFacts, links: readonly Link[]): Reading<ContainerFacts> {
    const said = [this.#docker.told.why, this.#podman.told.why].filter((why) => why !== null);
    // What was not looked into yet is no other user’s.
    const unexplained = this.#isUnfinished ? [] : unexplainedLinks(links, facts.namespaces);
    const [first, ...others] = unexplained;
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
}

/** Whether a link is there for containers: it leads into another namespace, or is a bridge that a runtime made. */
function isOfContainers(link: Link): boolean {
  const { name, infoKind } = link;
  return infoKind === 'bridge' ? isDockerBridge(name) || isFileBridge(name) : leadsInside(link);
}
