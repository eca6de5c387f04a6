import type { ContainerNetwork, ToldContainer } from '#shared/host/container.ts';
import { parseContainerNetworkFiles } from '#shared/parse/containerNetworkFiles.ts';
import { PS_FORMATS, parsePs } from '#shared/parse/dockerPs.ts';
import { nothingTold, TELL_MS, type Told } from './dockerContainers.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';

const TIMEOUT_MS = 10_000;

/** Podman’s own network, of which there is no file. */
const DEFAULT: ContainerNetwork = { runtime: 'podman', name: 'podman', bridge: 'podman0', isNat: true };

/**
 * Podman’s containers, asked only where one is seen to run: it has no daemon, and sets itself up when it is first run; and
 * the networks of Podman and of CNI by their files. One process at a time, and only where containers or bridges have come
 * or gone, or after five minutes.
 */
export class PodmanContainers {
  readonly #host: ReadHost;
  readonly #now: () => Date;
  #listedFor: { readonly state: string; readonly at: number } | null = null;
  #listed: Told = nothingTold;
  #filesFor = '';
  #networks: readonly ContainerNetwork[] = [];
  #isUnfinished = false;

  constructor(host: ReadHost, now: () => Date) {
    this.#host = host;
    this.#now = now;
  }

  get told(): Told {
    return { ...this.#listed, networks: this.#networks };
  }

  /** Whether its containers are to be asked for yet. */
  get isUnfinished(): boolean {
    return this.#isUnfinished;
  }

  /**
   * @param isThere a container of its own runs
   * @param bridges that are called as those of Podman and CNI
   * @param state text that changes with the containers
   */
  async ask(
    isThere: boolean,
    bridges: readonly string[],
    state: string,
    signal: AbortSignal | undefined,
  ): Promise<Cancelled | null> {
    const now = this.#now().getTime();
    const isListDue = isThere && (this.#listedFor?.state !== state || now - this.#listedFor.at >= TELL_MS);
    if (!isThere) {
      this.#listed = nothingTold;
      this.#listedFor = null;
    }
    const key = [...bridges].sort().join(' ');
    this.#isUnfinished = false;
    if (key !== this.#filesFor) {
      this.#isUnfinished = isListDue;
      return this.#readFiles(bridges, key, signal);
    }
    if (!isListDue) return null;
    const isCancelled = await this.#list(signal);
    if (isCancelled === null) this.#listedFor = { state, at: now };
    return isCancelled;
  }

  async #list(signal: AbortSignal | undefined): Promise<Cancelled | null> {
    const asked = ['podman', 'ps', '-a', '--no-trunc', '--format', PS_FORMATS.podman] as const;
    const listed = await this.#host.run({ argv: asked }, limitsOf(signal));
    if (listed.kind === 'cancelled') return { status: 'cancelled' };
    const rows = listed.kind === 'exited' && listed.exitCode === 0 ? parsePs('podman', listed.stdout) : null;
    const isUnasked = listed.kind === 'missing' || listed.kind === 'not-captured';
    if (!rows?.ok) {
      this.#listed = isUnasked ? nothingTold : { ...nothingTold, why: 'Podman doesn’t answer.' };
      return null;
    }
    const containers = rows.value.map(
      ({ networks, ...row }): ToldContainer => ({
        ...row,
        endpoints: networks.map((network) => ({ network, mac: null, addresses: [] })),
      }),
    );
    this.#listed = { containers, networks: [], why: null };
    return null;
  }

  async #readFiles(
    bridges: readonly string[],
    key: string,
    signal: AbortSignal | undefined,
  ): Promise<Cancelled | null> {
    if (bridges.length === 0) {
      this.#networks = [];
      this.#filesFor = key;
      return null;
    }
    const names = ['-e', '"(name|network_interface|bridge|internal|ipMasq)":'];
    const files = ['--include=*.json', '--include=*.conflist', '/etc/containers/networks', '/etc/cni/net.d'];
    const found = await this.#host.run({ argv: ['grep', '-rsHE', ...names, ...files] }, limitsOf(signal));
    if (found.kind === 'cancelled') return { status: 'cancelled' };
    const networks = found.kind === 'exited' ? parseContainerNetworkFiles(found.stdout) : [];
    const isDefault =
      bridges.includes(DEFAULT.bridge) && networks.every(({ bridge }) => bridge !== DEFAULT.bridge);
    this.#networks = isDefault ? [...networks, DEFAULT] : networks;
    this.#filesFor = key;
    return null;
  }
}

function limitsOf(signal: AbortSignal | undefined) {
  return { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
}

/** Whether a bridge is called as Podman and CNI call theirs. */
export function isFileBridge(name: string): boolean {
  return /^(?:podman\d+|cni\d+|cni-.+)$/.test(name);
}
