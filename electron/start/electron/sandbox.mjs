// @ts-check
import { readFileSync } from 'node:fs';

/**
 * Settings of the kernel under which Chromium’s sandbox, which rests on user namespaces, can’t be made by a program that
 * is neither setuid nor has an AppArmor profile of its own: Electron then aborts before its window opens.
 * https://chromium.googlesource.com/chromium/src/+/main/docs/security/apparmor-userns-restrictions.md
 */
const obstacles = [
  // Ubuntu 23.10 and later.
  { setting: 'kernel.apparmor_restrict_unprivileged_userns', value: '1', profileHelps: true },
  // Debian's own, 0 by default up to Debian 10.
  { setting: 'kernel.unprivileged_userns_clone', value: '0', profileHelps: false },
  { setting: 'user.max_user_namespaces', value: '0', profileHelps: false },
];

/**
 * Why Electron out of `node_modules` would abort on this kernel, as a sentence with what to do; null where it would not.
 * @param {(path: string) => string} [read] for tests; absent: the kernel’s own
 * @returns {string | null}
 */
export function sandboxObstacle(read = (path) => readFileSync(path, 'utf8')) {
  for (const { setting, value, profileHelps } of obstacles) {
    if (settingOf(setting, read) !== value) continue;
    const why = `${setting} is ${value} here, so Electron from node_modules can’t make its sandbox and would stop at once.`;
    return profileHelps
      ? `${why} The patchbay .deb comes with an AppArmor profile that allows it.`
      : `${why} The patchbay .deb installs its sandbox so that it works all the same.`;
  }
  return null;
}

/**
 * @param {string} setting as sysctl(8) names it
 * @param {(path: string) => string} read
 */
function settingOf(setting, read) {
  try {
    return read(`/proc/sys/${setting.replaceAll('.', '/')}`).trim();
  } catch {
    // This kernel has no such setting.
    return null;
  }
}
