import type { PveHanded } from '#shared/host/pve.ts';
import { readPciAddress } from './pciAddress.ts';

/**
 * Reads the value of a `hostpciN:`; none where it names no device.
 *
 * Source of the format: qm.conf(5); qemu-server, `PVE/QemuServer/PCI.pm` `parse_hostpci()`.
 */
// 0000:03:10.0,pcie=1   03:10.0   host=03:10.0;03:10.1   03:10   mapping=nic,pcie=1
export function parsePvePci(name: string, value: string): readonly PveHanded[] {
  const parts = value.split(',').map((part) => part.trim());
  const given = (key: string) => parts.find((part) => part.startsWith(`${key}=`))?.slice(key.length + 1);
  const mapping = given('mapping');
  if (mapping !== undefined) return mapping === '' ? [] : [{ name, source: `mapping ${mapping}` }];
  const host = given('host') ?? parts.find((part) => !part.includes('='));
  const devices = (host ?? '').split(';').flatMap((text): Omit<PveHanded, 'name'>[] => {
    const source = readPciAddress(text);
    if (source !== null) return [{ source }];
    return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((fn) => {
      const each = readPciAddress(`${text}.${fn}`);
      return each === null ? [] : [{ source: each, maybe: true as const }];
    });
  });
  return devices.map((device, index) => ({
    name: devices.length === 1 ? name : `${name}.${index}`,
    ...device,
  }));
}
