/**
 * Reads the `uevent` lines among what `grep -sH '' /sys/bus/pci/devices/ADDRESS/physfn/uevent …` prints: by the address of
 * each virtual function that of its physical one. What is none is passed over.
 *
 * Source of the format: Linux `drivers/pci/pci-driver.c` `pci_uevent()`.
 */
export function parsePciParents(text: string): Readonly<Record<string, string>> {
  const parents = new Map<string, string>();
  for (const line of text.split('\n')) {
    // /sys/bus/pci/devices/0000:05:10.6/physfn/uevent:PCI_SLOT_NAME=0000:05:00.0
    const match =
      /^\/sys\/bus\/pci\/devices\/([0-9a-f:.]+)\/physfn\/uevent:PCI_SLOT_NAME=([0-9a-f:.]+)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) parents.set(match[1], match[2]);
  }
  return Object.fromEntries(parents);
}
