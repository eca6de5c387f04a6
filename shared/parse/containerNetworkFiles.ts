import type { ContainerNetwork } from '#shared/host/container.ts';

/**
 * Reads the lines with a name that `grep -H` finds in the networks' files of Podman (`*.json` of netavark) and of CNI
 * (`*.conflist`, which Podman had before and Kubernetes has): a network's name stands before its bridge's, or after it.
 *
 * Source of the formats: container-libs `libnetwork/types/network.go`; CNI specification, plugins/main/bridge.
 */
export function parseContainerNetworkFiles(text: string): ContainerNetwork[] {
  const files = new Map<string, { name: string | null; bridge: string | null; words: string[] }>();
  for (const line of text.split('\n')) {
    // /etc/containers/networks/backend.json:     "network_interface": "podman1",
    const [, path, field, value] =
      /^(\/etc\/(?:containers\/networks|cni\/net\.d)\/[^:]{1,255}):\s*\{?\s*"(name|network_interface|bridge|internal|ipMasq)":\s*"?([^"\\,\s]{1,255})/.exec(
        line,
      ) ?? [];
    if (path === undefined || value === undefined) continue;
    const file = files.get(path) ?? { name: null, bridge: null, words: [] };
    files.set(path, file);
    if (field === 'name') file.name ??= value;
    else if (field === 'internal' || field === 'ipMasq') file.words.push(`${field} ${value}`);
    else file.bridge ??= value;
  }
  return [...files].flatMap(([path, { name, bridge, words }]) =>
    name === null || bridge === null
      ? []
      : [
          {
            runtime: path.startsWith('/etc/cni/') && name !== 'podman' ? 'kubernetes' : 'podman',
            name,
            bridge,
            // Podman hides a network unless it is internal; a CNI plugin does where it is told to.
            isNat: path.startsWith('/etc/cni/')
              ? words.includes('ipMasq true')
              : !words.includes('internal true'),
          },
        ],
  );
}
