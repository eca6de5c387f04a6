import { type CardFunctions, noFunctions } from '#shared/host/pciCard.ts';

/**
 * Reads the `uevent` lines among what `grep -sH '' /sys/class/net/NAME/device/physfn/uevent …` prints: by link name the PCI
 * functions that belong to it. What names no PCI device is passed over.
 *
 * Source of the format: Linux `drivers/pci/pci-driver.c` `pci_uevent()`; `virtfnN`, `physfn`: `Documentation/ABI/testing/sysfs-bus-pci`.
 */
export function parseCardFunctions(text: string): Readonly<Record<string, CardFunctions>> {
  const devices = new Map<string, Map<string, Device>>();
  for (const line of text.split('\n')) {
    // /sys/class/net/enp5s0f0/device/virtfn3/uevent:PCI_SLOT_NAME=0000:05:10.6   …/device/uevent:DRIVER=igb
    const match =
      /^\/sys\/class\/net\/([^/\s]+)\/device\/(physfn\/|virtfn\d{1,5}\/|)uevent:(PCI_SLOT_NAME|DRIVER)=(\S+)$/.exec(
        line,
      );
    if (match === null) continue;
    const [, link = '', place = '', field, value = ''] = match;
    const ofLink = devices.get(link) ?? new Map<string, Device>();
    const known = ofLink.get(place) ?? {};
    devices.set(link, ofLink.set(place, { ...known, ...deviceField(field, value) }));
  }
  return Object.fromEntries([...devices].map(([link, places]) => [link, functionsOf(places)]));
}

interface Device {
  readonly address?: string;
  readonly driver?: string;
}

const PCI_ADDRESS = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

function deviceField(field: string | undefined, value: string): Device {
  if (field === 'DRIVER') return { driver: value };
  return PCI_ADDRESS.test(value) ? { address: value } : {};
}

function functionsOf(places: ReadonlyMap<string, Device>): CardFunctions {
  const vfs = [...places].flatMap(([place, { address, driver }]) => {
    const index = /^virtfn(\d+)\/$/.exec(place)?.[1];
    return index === undefined || address === undefined
      ? []
      : [{ index: Number(index), address, driver: driver ?? null }];
  });
  return {
    ...noFunctions,
    address: places.get('')?.address ?? null,
    pf: places.get('physfn/')?.address ?? null,
    vfs: vfs.sort((a, b) => a.index - b.index),
  };
}
