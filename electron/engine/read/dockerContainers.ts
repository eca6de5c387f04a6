import type { ContainerNetwork, ToldContainer } from '#shared/host/container.ts';
import { type DockerNetworks, parseDockerNetworks } from '#shared/parse/dockerNetworks.ts';
import { type ListedContainer, PS_FORMATS, parsePs } from '#shared/parse/dockerPs.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';

const TIMEOUT_MS = 5000;
/** A container that is renamed, or made without being started, leaves no trace that is seen. */
export const TELL_MS = 5 * 60_000;

/** What a runtime tells; `why`: why it tells nothing, for the user. */
export interface Told {
  readonly containers: readonly ToldContainer[];
  readonly networks: readonly ContainerNetwork[];
  readonly why: string | null;
}

export const nothingTold: Told = { containers: [], networks: [], why: null };

/**
 * Docker’s containers and its networks, asked by one process at a time and only where containers or bridges have come or
 * gone, or after five minutes.
 */
export class DockerContainers {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  #listedFor: { readonly state: string; readonly at: number } | null = null;
  #rows: readonly ListedContainer[] = [];
  #why: string | null = null;
  #networksFor = '[]';
  #networksDue: readonly string[] = [];
  #networks: DockerNetworks = { networks: [], endpoints: new Map() };

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  get told(): Told {
    if (this.#listedFor === null) return nothingTold;
    const { networks, endpoints } = this.#networks;
    const containers = this.#rows.map(
      ({ networks: _, ...row }): ToldContainer => ({ ...row, endpoints: endpoints.get(row.id) ?? [] }),
    );
    return { containers, networks, why: this.#why };
  }

  /** Whether its networks are to be asked for yet. */
  get isUnfinished(): boolean {
    return this.#networksDue.length > 0;
  }

  /**
   * @param bridges by which its networks are known, `docker0`, `br-3f2a…`; null: its daemon doesn’t run
   * @param state text that changes with the containers
   */
  async ask(
    bridges: readonly string[] | null,
    state: string,
    signal: AbortSignal | undefined,
  ): Promise<Cancelled | null> {
    if (bridges === null) {
      this.#listedFor = null;
      this.#networksDue = [];
      return null;
    }
    if (this.#networksDue.length > 0) return this.#inspect(this.#networksDue, signal);
    const now = this.#now().getTime();
    const key = JSON.stringify([state, ...bridges]);
    if (this.#listedFor?.state === key && now - this.#listedFor.at < TELL_MS) return null;
    const isCancelled = await this.#list(bridges, signal);
    if (isCancelled !== null) return isCancelled;
    this.#listedFor = { state: key, at: now };
    return null;
  }

  async #list(bridges: readonly string[], signal: AbortSignal | undefined): Promise<Cancelled | null> {
    const listed = await this.#run(['ps', '-a', '--no-trunc', '--format', PS_FORMATS.docker], signal);
    if (listed.kind === 'cancelled') return { status: 'cancelled' };
    const isUnasked = listed.kind === 'missing' || listed.kind === 'not-captured';
    const rows = listed.kind === 'exited' && listed.exitCode === 0 ? parsePs('docker', listed.stdout) : null;
    this.#why = rows?.ok || isUnasked ? null : whyNot(listed);
    this.#rows = rows?.ok ? rows.value : [];
    if (!rows?.ok) return null;
    const known = this.#rows.flatMap(({ networks }) => networks).filter((name) => !WITHOUT_LINK.has(name));
    const names = [...new Set([...bridges.flatMap(networkOfBridge), ...known])].sort();
    const key = JSON.stringify([names, this.#rows.map(({ id, isRunning }) => [id, isRunning]).sort()]);
    if (key !== this.#networksFor && names.length > 0) this.#networksDue = names;
    this.#networksFor = key;
    return null;
  }

  async #inspect(names: readonly string[], signal: AbortSignal | undefined): Promise<Cancelled | null> {
    const inspected = await this.#run(['network', 'inspect', '--format', '{{json .}}', ...names], signal);
    if (inspected.kind === 'cancelled') return { status: 'cancelled' };
    // 1: one of them has gone; the others are told.
    const read = inspected.kind === 'exited' ? parseDockerNetworks(inspected.stdout) : null;
    if (read?.ok) this.#networks = read.value;
    else this.#networksFor = '[]';
    this.#networksDue = [];
    return null;
  }

  #run(words: readonly string[], signal: AbortSignal | undefined) {
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    return this.#host.run({ argv: ['docker', ...words] }, limits);
  }
}

const WITHOUT_LINK: ReadonlySet<string> = new Set(['host', 'none']);

function networkOfBridge(name: string): string[] {
  const id = /^br-([0-9a-f]{12})$/.exec(name)?.[1];
  return id !== undefined ? [id] : name === 'docker0' ? ['bridge'] : [];
}

/** Whether a bridge is called as Docker calls its own. */
export function isDockerBridge(name: string): boolean {
  return networkOfBridge(name).length > 0;
}

function whyNot(outcome: Awaited<ReturnType<ReadHost['run']>>): string {
  const isDenied = outcome.kind === 'exited' && /permission denied/i.test(outcome.stderr);
  return isDenied
    ? 'Docker doesn’t tell this user the names of its containers and networks.'
    : 'Docker doesn’t answer.';
}
