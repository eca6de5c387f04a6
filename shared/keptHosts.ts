import { z } from 'zod';
import { sshHostOf } from './host/libvirtUri.ts';
import { sshTarget } from './host/sshTarget.ts';

/** More than anybody has. */
export const MOST_HOSTS = 100;
export const LONGEST_HOST_TITLE = 60;

/** As `--host` takes it: only what is reached over SSH has to be told of, as everybody has this machine and the demo. */
const farName = z
  .string()
  .max(300)
  .refine((name) => sshTarget(name) !== null, 'not the name of a host over SSH');

const keptHostSchema = z.strictObject({
  name: farName,
  /** What the user calls it; null: as its name says. */
  title: z.string().trim().min(1).max(LONGEST_HOST_TITLE).nullable(),
});

/** A host that the user has opened from a window. */
export type KeptHost = z.infer<typeof keptHostSchema>;

/** In the order in which the user has them; none twice. */
export const keptHostList = z
  .array(keptHostSchema)
  .max(MOST_HOSTS)
  .refine((hosts) => new Set(hosts.map(({ name }) => name)).size === hosts.length, 'a host twice');

export const keptHostsSchema = z.strictObject({ version: z.literal(1), hosts: keptHostList });

export type KeptHosts = z.infer<typeof keptHostsSchema>;

export const noHosts: KeptHosts = { version: 1, hosts: [] };

/** What a host is called: `nas` of `ssh://nas`, unless its user calls it otherwise. */
export function titleOf({ name, title }: KeptHost): string {
  return title ?? name.replace(/^ssh:\/\//, '');
}

/**
 * The host that a user means who types `nas`, `root@nas:2222`, `ssh://nas` or libvirt's `qemu+ssh://nas/system`.
 * @returns as `--host` takes it; null where it can mean none
 */
export function typedHost(typed: string): string | null {
  const text = typed.trim();
  const name = text.includes('://') ? (sshHostOf(text) ?? text) : `ssh://${text}`;
  return farName.safeParse(name).success ? name : null;
}
