/**
 * The address of a PCI function as the kernel writes it, `0000:03:10.0`, of one that may lack its domain: `03:10.0`. Null:
 * it is none.
 *
 * Source of the format: QEMU `hw/core/qdev-properties-system.c` `set_pci_host_devaddr()`.
 */
export function readPciAddress(text: string): string | null {
  const match = /^(?:([0-9a-f]{1,8}):)?([0-9a-f]{1,2}):([0-9a-f]{1,2})\.([0-7])$/i.exec(text);
  if (match === null) return null;
  const [, domain = '0', bus = '', slot = '', fn = ''] = match;
  const [whole, ...parts] = [domain.padStart(4, '0'), bus.padStart(2, '0'), slot.padStart(2, '0')];
  return `${whole}:${parts.join(':')}.${fn}`.toLowerCase();
}
