import { createHash } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import {
  defaultSettings,
  emptyLayout,
  type KeptDismissed,
  type KeptLock,
  keptDismissedSchema,
  keptLockSchema,
  type Layout,
  layoutSchema,
  noneDismissed,
  type Settings,
  settingsSchema,
  unlocked,
} from '#shared/kept.ts';
import { type KeptHosts, keptHostsSchema, noHosts } from '#shared/keptHosts.ts';
import { KeptFile } from './keptFile.ts';

/** `$XDG_CONFIG_HOME/patchbay`, by default `~/.config/patchbay` (XDG Base Directory Specification). */
export function configDirectory(): string {
  return join(baseDirectory('XDG_CONFIG_HOME', '.config'), 'patchbay');
}

/** `$XDG_STATE_HOME/patchbay`, by default `~/.local/state/patchbay` (XDG Base Directory Specification). */
export function stateDirectory(): string {
  return join(baseDirectory('XDG_STATE_HOME', '.local/state'), 'patchbay');
}

/** `$XDG_CACHE_HOME/patchbay`, by default `~/.cache/patchbay` (XDG Base Directory Specification). */
export function cacheDirectory(): string {
  return join(baseDirectory('XDG_CACHE_HOME', '.cache'), 'patchbay');
}

/**
 * Where sockets are: `$XDG_RUNTIME_DIR/patchbay` (XDG Base Directory Specification). A system that makes no such folder for
 * its users has one for everybody, in which any of them may have taken the name: whoever uses it looks whose it is.
 */
export function runtimeDirectory(): string {
  const configured = process.env.XDG_RUNTIME_DIR;
  if (configured && isAbsolute(configured)) return join(configured, 'patchbay');
  return join(tmpdir(), `patchbay-${process.getuid?.() ?? 0}`);
}

/** The specification: a relative path is to be ignored. */
function baseDirectory(variable: string, usual: string): string {
  const configured = process.env[variable];
  return configured && isAbsolute(configured) ? configured : join(homedir(), usual);
}

export function settingsPath(directory: string): string {
  return join(directory, 'settings.json');
}

export function settingsFile(directory: string): KeptFile<Settings> {
  return new KeptFile(settingsPath(directory), settingsSchema, defaultSettings);
}

export function lockFile(directory: string): KeptFile<KeptLock> {
  return new KeptFile(join(directory, 'read-only.json'), keptLockSchema, unlocked);
}

/** The hosts that the user has opened from a window. */
export function hostsFile(directory: string): KeptFile<KeptHosts> {
  return new KeptFile(join(directory, 'hosts.json'), keptHostsSchema, noHosts);
}

/** Each host has a layout of its own: node ids are unique within one host only. */
export function layoutFile(directory: string, host: string): KeptFile<Layout> {
  return new KeptFile(join(directory, `layout-${fileNameFor(host)}.json`), layoutSchema, emptyLayout);
}

/** Each host has findings of its own. */
export function dismissedFile(directory: string, host: string): KeptFile<KeptDismissed> {
  return new KeptFile(
    join(directory, `dismissed-${fileNameFor(host)}.json`),
    keptDismissedSchema,
    noneDismissed,
  );
}

/** A host's name may hold a path (`replay:/tmp/x.json`): such a one is told by its kind and a hash. */
function fileNameFor(host: string): string {
  if (/^[a-z]+$/.test(host)) return host;
  const kind = /^[a-z]+/.exec(host)?.[0] ?? 'host';
  return `${kind}-${createHash('sha256').update(host).digest('hex').slice(0, 16)}`;
}
