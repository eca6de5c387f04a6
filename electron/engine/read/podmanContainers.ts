import type { ContainerNetwork, ToldContainer } from '#shared/host/container.ts';
import { parseContainerNetworkFiles } from '#shared/parse/containerNetworkFiles.ts';
import { PS_FORMATS, parsePs } from '#shared/parse/dockerPs.ts';
import { nothingTold, type Told } from './dockerContainers.ts';
import type { ReadHost } from './patientHost.ts';
import type { Cancelled } from './source.ts';

const TIMEOUT_MS = 10_000;

/** Asked only where a container of Podman’s is seen to run: it has no daemon, and sets itself up when it is first run. */
export async function readPodman(host: ReadHost, signal: AbortSignal | undefined): Promise<Told | Cancelled> {
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const listed = await host.run(
    { argv: ['podman', 'ps', '--no-trunc', '--format', PS_FORMATS.podman] },
    limits,
  );
  if (listed.kind === 'cancelled') return { status: 'cancelled' };
  if (listed.kind === 'missing') return nothingTold;
  const rows = listed.kind === 'exited' && listed.exitCode === 0 ? parsePs('podman', listed.stdout) : null;
  if (rows === null || !rows.ok) return { ...nothingTold, why: 'Podman doesn’t answer.' };
  const containers = rows.value.map(
    ({ networks, ...row }): ToldContainer => ({
      ...row,
      endpoints: networks.map((network) => ({ network, mac: null, addresses: [] })),
    }),
  );
  return { containers, networks: [], why: null };
}

/** Podman’s own network, of which there is no file. */
const DEFAULT: ContainerNetwork = { runtime: 'podman', name: 'podman', bridge: 'podman0' };

/** The networks of Podman and of CNI by their files, which are read again only where bridges have come or gone. */
export class NetworkFiles {
  readonly #host: ReadHost;
  #key = '';
  #networks: readonly ContainerNetwork[] = [];

  constructor(host: ReadHost) {
    this.#host = host;
  }

  async read(
    bridges: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<readonly ContainerNetwork[] | Cancelled> {
    const key = [...bridges].sort().join(' ');
    if (key === this.#key) return this.#networks;
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const names = ['-e', '"(name|network_interface|bridge)":'];
    const files = ['--include=*.json', '--include=*.conflist', '/etc/containers/networks', '/etc/cni/net.d'];
    const found = await this.#host.run({ argv: ['grep', '-rsHE', ...names, ...files] }, limits);
    if (found.kind === 'cancelled') return { status: 'cancelled' };
    const networks = found.kind === 'exited' ? parseContainerNetworkFiles(found.stdout) : [];
    const isDefault =
      bridges.includes(DEFAULT.bridge) && networks.every(({ bridge }) => bridge !== DEFAULT.bridge);
    this.#networks = isDefault ? [...networks, DEFAULT] : networks;
    this.#key = key;
    return this.#networks;
  }
}

/** Whether a bridge is called as Podman and CNI call theirs. */
export function isFileBridge(name: string): boolean {
  return /^(?:podman\d+|cni\d+|cni-.+)$/.test(name);
}
