import type { ContainerNetwork, ToldContainer } from '#shared/host/container.ts';
import { type DockerNetworks, parseDockerNetworks } from '#shared/parse/dockerNetworks.ts';
import { PS_FORMATS, parsePs } from '#shared/parse/dockerPs.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';

const TIMEOUT_MS = 5000;

/** What a runtime tells; `why`: why it tells nothing, for the user. */
export interface Told {
  readonly containers: readonly ToldContainer[];
  readonly networks: readonly ContainerNetwork[];
  readonly why: string | null;
}

export const nothingTold: Told = { containers: [], networks: [], why: null };

/**
 * Docker’s containers and its networks. Its networks are asked for again only where containers or bridges have come or
 * gone.
 */
export class DockerContainers {
  readonly #host: ReadHost;
  #key = '';
  #networks: DockerNetworks = { networks: [], endpoints: new Map() };

  constructor(host: ReadHost) {
    this.#host = host;
  }

  /** @param bridges by which its networks are known: `docker0`, `br-3f2a…` */
  async read(bridges: readonly string[], signal: AbortSignal | undefined): Promise<Told | Cancelled> {
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const listed = await this.#host.run(
      { argv: ['docker', 'ps', '--no-trunc', '--format', PS_FORMATS.docker] },
      limits,
    );
    if (listed.kind === 'cancelled') return { status: 'cancelled' };
    if (listed.kind === 'missing') return nothingTold;
    const rows = listed.kind === 'exited' && listed.exitCode === 0 ? parsePs('docker', listed.stdout) : null;
    if (rows === null || !rows.ok) return { ...nothingTold, why: whyNot(listed) };
    const known = rows.value.flatMap(({ networks }) => networks).filter((name) => !WITHOUT_LINK.has(name));
    const names = [...new Set([...bridges.flatMap(networkOfBridge), ...known])].sort();
    const key = JSON.stringify([names, rows.value.map(({ id }) => id).sort()]);
    if (key !== this.#key && names.length > 0) {
      const asked = ['network', 'inspect', '--format', '{{json .}}', ...names];
      const inspected = await this.#host.run({ argv: ['docker', ...asked] }, limits);
      if (inspected.kind === 'cancelled') return { status: 'cancelled' };
      // 1: one of them has gone; the others are told.
      const read = inspected.kind === 'exited' ? parseDockerNetworks(inspected.stdout) : null;
      if (read?.ok) {
        this.#networks = read.value;
        this.#key = key;
      }
    }
    const { networks, endpoints } = this.#networks;
    const containers = rows.value.map(
      ({ networks: _, ...row }): ToldContainer => ({ ...row, endpoints: endpoints.get(row.id) ?? [] }),
    );
    return { containers, networks, why: null };
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
