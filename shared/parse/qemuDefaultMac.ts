/** The MAC of QEMU's first NIC without one; the others differ in the last byte, up to fe. */
const PREFIX = '52:54:00:12:34:';
const FIRST = 0x56;
const LAST = 0xfe;

/** Whether QEMU chooses this MAC for NICs that are given none. */
export function isQemuDefaultMac(mac: string): boolean {
  return defaultByte(mac) !== null;
}

/**
 * The MACs of a process's NICs, those chosen by QEMU included: each NIC that is given none gets the lowest that no NIC
 * before it has.
 *
 * @param given in the order in which QEMU makes the NICs; null: none is given
 * @returns in the same order; null where QEMU has no more to choose
 *
 * Source: QEMU `net/net.c` `qemu_macaddr_default_if_unset()`; tried with QEMU 7.2.
 */
export function chosenMacs(given: readonly (string | null)[]): (string | null)[] {
  const used = new Set<number>();
  return given.map((mac) => {
    let byte = mac === null ? FIRST : defaultByte(mac);
    if (mac === null) while (byte !== null && used.has(byte)) byte = byte < LAST ? byte + 1 : null;
    if (byte !== null) used.add(byte);
    return mac ?? (byte === null ? null : PREFIX + byte.toString(16));
  });
}

function defaultByte(mac: string): number | null {
  const byte = mac.startsWith(PREFIX) ? Number.parseInt(mac.slice(PREFIX.length), 16) : 0;
  return byte >= FIRST && byte <= LAST ? byte : null;
}
