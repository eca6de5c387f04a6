import type { OfferedHost } from '#shared/api.ts';

/**
 * What to call a host: as the engine calls one that it offers; of `replay:` and the path of a capture the file's name is
 * enough.
 */
export function hostTitle(host: string, hosts: readonly OfferedHost[]): string {
  const offered = hosts.find(({ name }) => name === host);
  if (offered !== undefined) return offered.title;
  return host.startsWith('replay:') ? (host.split(/[/\\]/).at(-1) ?? host) : host;
}
