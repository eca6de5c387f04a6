/** The scripts of distributions that QEMU runs for a TAP; no other is opened, whatever a command line names. */
export const knownScripts: readonly string[] = ['/etc/qemu-ifup', '/etc/kvm/kvm-ifup'];

/**
 * The bridge that each of those scripts puts a TAP on, from `grep -HE 'addif|master' SCRIPT…`; a script that computes it,
 * or names several, is left out.
 */
export function parseQemuIfup(text: string): ReadonlyMap<string, string> {
  const named = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    const [script, command] = [line.slice(0, colon), line.slice(colon + 1).trim()];
    if (!knownScripts.includes(script) || command.startsWith('#')) continue;
    // brctl addif br0 $1 | ip link set "$1" master br0 | ip link set dev "$1" up master "$switch"
    const bridge = /(?:^|\s)(?:addif|master)\s+(\S+)/.exec(command)?.[1]?.replace(/[";']/g, '');
    if (bridge !== undefined) named.set(script, (named.get(script) ?? new Set()).add(bridge));
  }
  return new Map(
    [...named].flatMap(([script, bridges]) => {
      const [bridge = '', ...others] = bridges;
      return others.length === 0 && /^[\w][\w.-]{0,14}$/.test(bridge) ? [[script, bridge] as const] : [];
    }),
  );
}
