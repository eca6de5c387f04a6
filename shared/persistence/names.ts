import type { BridgeSetup } from './model.ts';

/**
 * What systemd takes for a name, and Netplan as well: printable ASCII without its specifiers (`%`), patterns
 * (`*`, `?`, `[`), escapes, and `!`, of which udev makes `_`. systemd `src/basic/socket-util.c` `ifname_valid_full()`.
 */
export const SYSTEMD_NAME = /^(?!(?:all|default|\d+)$)(?:(?![!%*/:?[\]\\])[!-~])+$/;

/** ifupdown and its helpers put names into shell commands as they are. */
export const IFUPDOWN_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+@-]*$/;

/** nmcli takes `*` and nothing else for no name at all. */
export const NETWORKMANAGER_NAME = /^(?!(?:\*|all|default)$)[^\s/:%]+$/;

/** Every name that a form has to spell. */
export function namesIn({ name, devices }: BridgeSetup): readonly string[] {
  const parents = devices.flatMap((device) => (device.kind === 'vlan' ? [device.lower] : []));
  return [...new Set([name, ...devices.map((device) => device.name), ...parents])];
}

/**
 * The sentence that says which name a program cannot take; null when it takes them all.
 * @param takes what the program takes
 */
export function nameProblem(program: string, takes: RegExp, names: readonly string[]): string | null {
  const bad = names.find((name) => !takes.test(name));
  if (bad === undefined) return null;
  return `${program} has no way to write the name “${bad}”. Rename that link, or use another of these forms.`;
}

/** A name as part of a file's name: whatever else it holds becomes `_`. */
export function fileWord(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^[.-]/, '_');
}
