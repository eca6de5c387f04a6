/**
 * What to call a host: `local`, `demo`, or `replay:` and the path of a capture, of which the file's name is enough.
 */
export function hostTitle(host: string): string {
  if (host === 'local') return 'This machine';
  if (host === 'demo') return 'Demo homelab';
  return host.startsWith('replay:') ? (host.split(/[/\\]/).at(-1) ?? host) : host;
}
