/**
 * Reads `grep -sH '' /sys/bus/pci/devices/ADDRESS/class …`: each device's class code (base class, subclass, interface)
 * by its address. What isn't a class is passed over.
 *
 * Source of the format: Linux `Documentation/ABI/testing/sysfs-bus-pci`; the codes: `include/linux/pci_ids.h`.
 */
export function parsePciClasses(text: string): Readonly<Record<string, number>> {
  const classes = new Map<string, number>();
  for (const line of text.split('\n')) {
    // /sys/bus/pci/devices/0000:04:00.0/class:0x020000
    const match = /^\/sys\/bus\/pci\/devices\/([0-9a-f:.]+)\/class:0x([0-9a-f]{6})$/.exec(line);
    if (match?.[1] !== undefined) classes.set(match[1], Number.parseInt(match[2] ?? '', 16));
  }
  return Object.fromEntries(classes);
}
