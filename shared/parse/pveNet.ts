import type { PveGuest, PveNet } from '#shared/host/pve.ts';
import { macOrNull } from './mac.ts';

/**
 * Models of a VM’s card: each may stand as a key as well, with the MAC as its value.
 * Source: qemu-server, `PVE/QemuServer/Network.pm`.
 */
const MODELS: ReadonlySet<string> = new Set([
  'e1000',
  'e1000-82540em',
  'e1000-82544gc',
  'e1000-82545em',
  'e1000e',
  'i82551',
  'i82557b',
  'i82559er',
  'ne2k_isa',
  'ne2k_pci',
  'pcnet',
  'rtl8139',
  'virtio',
  'vmxnet3',
]);

/** Whether a field’s name is that of a card’s model. */
export function isPveModel(key: string): boolean {
  return MODELS.has(key);
}

/**
 * Reads the value of a `netN:`; null where it is no list of keys, or names one key twice, which Proxmox VE refuses
 * too. A key that is not known is passed over: a newer release has it.
 * Source of the format: qm.conf(5), pct.conf(5), `parse_property_string` of pve-common.
 */
export function parsePveNet(kind: PveGuest['kind'], index: number, value: string): PveNet | null {
  const fields = pveNetFields(value);
  if (fields === null) return null;
  const get = (key: string) => fields.get(key) ?? null;
  return {
    index,
    model: kind === 'lxc' ? (get('type') ?? 'veth') : get('model'),
    mac: macOrNull(get(kind === 'lxc' ? 'hwaddr' : 'macaddr')),
    bridge: get('bridge'),
    tag: numberOrNull(get('tag')),
    trunks: get('trunks'),
    firewall: isOn(get('firewall')),
    rate: get('rate'),
    linkDown: isOn(get('link_down')),
    queues: numberOrNull(get('queues')),
    mtu: numberOrNull(get('mtu')),
    guestName: kind === 'lxc' ? get('name') : null,
    value,
  };
}

/**
 * The fields of such a value by their names, `model` and `macaddr` as well where they stand together; null where it is no
 * list of keys, or names one twice.
 */
// virtio=BC:24:11:00:00:01,bridge=vmbr0,firewall=1,tag=20
// model=virtio,macaddr=BC:24:11:00:00:01,bridge=vmbr0   virtio,bridge=vmbr0
export function pveNetFields(value: string): ReadonlyMap<string, string> | null {
  const fields = new Map<string, string>();
  for (const part of value.split(',')) {
    if (part.trim() === '') continue;
    const equals = part.indexOf('=');
    const key = equals < 0 ? 'model' : part.slice(0, equals);
    const text = part.slice(equals + 1);
    const given: [string, string][] = MODELS.has(key)
      ? [
          ['model', key],
          ['macaddr', text],
        ]
      : [[key, text]];
    for (const [name, content] of given) {
      if (name === '' || content === '' || fields.has(name)) return null;
      fields.set(name, content);
    }
  }
  return fields.size === 0 ? null : fields;
}

function numberOrNull(text: string | null): number | null {
  return text !== null && /^\d{1,8}$/.test(text) ? Number(text) : null;
}

/** As Proxmox VE reads a boolean; whatever else stands there isn’t one. */
function isOn(text: string | null): boolean {
  return text !== null && /^(?:1|on|yes|true)$/i.test(text);
}
