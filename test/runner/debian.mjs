// @ts-check
import { spawnSync } from 'node:child_process';

/**
 * Those of the packages that are not installed; null where this is no Debian.
 * @param {string[]} names
 * @returns {string[] | null}
 */
export function missingPackages(names) {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are dpkg-query's
  const format = '${Package} ${db:Status-Status}\n';
  const asked = spawnSync('dpkg-query', ['-W', `-f=${format}`, ...names], { encoding: 'utf8' });
  if (asked.error) return null;
  const installed = asked.stdout
    .split('\n')
    .filter((line) => line.endsWith(' installed'))
    .map((line) => line.split(' ')[0]);
  return names.filter((name) => !installed.includes(name));
}

/**
 * Installs packages; needs root. What apt prints is shown.
 * @param {string[]} names
 * @returns {boolean} whether it did
 */
export function installPackages(names) {
  return apt(['update']) && apt(['install', '-y', '--no-install-recommends', ...names]);
}

/** @param {string[]} args */
function apt(args) {
  // Another process of the system may hold the lock, such as its own upgrade right after a start.
  const options = ['-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3', '-q'];
  const { status } = spawnSync('apt-get', [...options, ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}
