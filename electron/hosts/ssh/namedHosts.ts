import { readdir, readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { sshHostOf } from '#shared/host/libvirtUri.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { parseGvariantStrings } from '#shared/parse/gvariantStrings.ts';
import { parseSshConfig } from '#shared/parse/sshConfig.ts';
import { runProcess } from '../local/process/run.ts';

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';
/** As deep as ssh itself goes (readconf.c). */
const MOST_DEEP = 16;
const MOST_FILES = 200;
const MOST_BYTES = 1 << 20;

const VIRT_MANAGER = ['gsettings', 'get', 'org.virt-manager.virt-manager.connections', 'uris'] as const;
const VIRT_MANAGER_MS = 2000;

/**
 * The hosts that the user has names for already, as `--host` takes them: those of `ssh`’s configuration, then those that
 * virt-manager connects to. Nothing is connected to. Never rejects: what can’t be read has none.
 * @param home whose `.ssh` it is; ssh itself asks for the user’s, whatever HOME says
 */
export async function namedHosts(home = userInfo().homedir): Promise<readonly string[]> {
  const [own, system, connections] = await Promise.all([
    hostsIn(join(home, '.ssh/config'), home),
    hostsIn(SYSTEM_CONFIG, home),
    virtManagers(),
  ]);
  const names = [...[...own, ...system].map((host) => `ssh://${host}`), ...connections];
  return [...new Set(names)].filter((name) => sshTarget(name) !== null);
}

async function hostsIn(path: string, home: string): Promise<string[]> {
  const folder = dirname(path);
  const hosts: string[] = [];
  const seen = new Set<string>();
  let due = [path];
  for (let depth = 0; depth < MOST_DEEP && due.length > 0; depth += 1) {
    const next: string[] = [];
    for (const each of due) {
      if (seen.has(each) || seen.size >= MOST_FILES) continue;
      seen.add(each);
      const { hosts: named, includes } = parseSshConfig(await textOf(each));
      hosts.push(...named);
      for (const include of includes) next.push(...(await matching(include, folder, home)));
    }
    due = next;
  }
  return hosts;
}

/** A pipe would never end, and a large file is no configuration. */
async function textOf(path: string): Promise<string> {
  try {
    const file = await stat(path);
    return file.isFile() && file.size <= MOST_BYTES ? await readFile(path, 'utf8') : '';
  } catch {
    return '';
  }
}

/** The files of an `Include`: what is not absolute is in the folder of the configuration that begins it all. */
async function matching(pattern: string, folder: string, home: string): Promise<string[]> {
  const from = pattern.startsWith('~/') ? join(home, pattern.slice(2)) : pattern;
  const path = isAbsolute(from) ? from : join(folder, from);
  const name = basename(path);
  if (!/[*?]/.test(name)) return [path];
  const fits = new RegExp(
    `^${name
      .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  );
  const names = await readdir(dirname(path)).catch(() => []);
  return names
    .filter((each) => fits.test(each) && !each.startsWith('.'))
    .sort()
    .map((each) => join(dirname(path), each));
}

async function virtManagers(): Promise<string[]> {
  const asked = await runProcess({ argv: VIRT_MANAGER }, { timeoutMs: VIRT_MANAGER_MS });
  if (asked.kind !== 'exited' || asked.exitCode !== 0) return [];
  return parseGvariantStrings(asked.stdout).flatMap((uri) => sshHostOf(uri) ?? []);
}
