import type { PveFacts, PveGuest, PveNet, PveVnet, PveZone } from '#shared/host/pve.ts';
import { OddLines } from './oddLines.ts';
import { parsePveNet } from './pveNet.ts';
import { parsePvePci } from './pvePci.ts';
import type { Parsed } from './result.ts';

/**
 * Reads the lines of `/etc/pve`’s files as `grep -H` prints them, each behind its file’s name. Of a guest’s file only
 * what stands before the first section is how the guest is; `[PENDING]` (`[pve:pending]` in a container’s) is what its
 * next start brings; a snapshot, `[special:…]` and any other section are neither.
 * Source of the format: qm.conf(5), pct.conf(5); pve-network, `PVE/Network/SDN`; pve-common, `PVE/SectionConfig.pm`.
 */
export function parsePveFiles(text: string): Parsed<PveFacts> {
  const guests = new Map<string, GuestFile>();
  const sections: Section[] = [];
  const odd = new OddLines('/etc/pve');
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, path = '', kind, id, sdn, rest = ''] = LINE.exec(line) ?? [];
    if (kind === 'qemu-server' || kind === 'lxc') {
      const file = guests.get(path) ?? new GuestFile(Number(id), kind === 'lxc' ? 'lxc' : 'qemu');
      guests.set(path, file);
      if (!file.take(rest)) odd.add(line, index, 'a NIC of Proxmox VE');
    } else if (sdn !== undefined) takeSdn(sections, rest);
    else odd.add(line, index, 'a line of a file that was asked for');
  }
  const found = [...guests.values()].map((file) => file.guest()).sort((a, b) => a.id - b.id);
  const facts = { guests: found, zones: zonesOf(sections), vnets: vnetsOf(sections) };
  return odd.parsed(facts, found.length + sections.length);
}

// /etc/pve/qemu-server/100.conf:net0: virtio=BC:24:11:00:00:01,bridge=vmbr0
// /etc/pve/sdn/vnets.cfg:	zone lan
const LINE = /^(\/etc\/pve\/(?:(qemu-server|lxc)\/([1-9]\d{0,8})\.conf|sdn\/(zones|vnets)\.cfg)):(.*)$/;

/** One guest’s file, line by line. */
class GuestFile {
  readonly #id: number;
  readonly #kind: PveGuest['kind'];
  readonly #settings = new Map<string, string>();
  readonly #nets = new Map<number, PveNet>();
  readonly #pending = new Map<number, PveNet>();
  readonly #devices = new Map<string, string>();
  readonly #pendingDevices = new Map<string, string>();
  #removed: readonly string[] = [];
  #section: 'main' | 'pending' | 'other' = 'main';

  constructor(id: number, kind: PveGuest['kind']) {
    this.#id = id;
    this.#kind = kind;
  }

  /** @returns false where a NIC could not be read */
  take(line: string): boolean {
    if (line.startsWith('[')) {
      this.#section = /^\[(?:pending|pve:pending)\]\s*$/i.test(line) ? 'pending' : 'other';
      return true;
    }
    const [, key, value = ''] = /^([a-z]\w*):\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined || this.#section === 'other') return true;
    const number = /^net(\d{1,2})$/.exec(key)?.[1];
    if (number !== undefined) return this.#takeNet(Number(number), value);
    if (/^hostpci\d{1,2}$/.test(key)) this.#devicesOf(this.#section).set(key, value);
    else if (this.#section === 'main') this.#settings.set(key, value);
    // delete: net1,!net2   an exclamation mark: even where a lock is in the way
    else if (key === 'delete') this.#removed = value.split(/[\s,;]+/).map((each) => each.replace(/^!/, ''));
    return true;
  }

  #devicesOf(section: 'main' | 'pending'): Map<string, string> {
    return section === 'main' ? this.#devices : this.#pendingDevices;
  }

  #takeNet(index: number, value: string): boolean {
    const net = parsePveNet(this.#kind, index, value);
    if (net === null) return false;
    (this.#section === 'main' ? this.#nets : this.#pending).set(index, net);
    return true;
  }

  guest(): PveGuest {
    const setting = (key: string) => this.#settings.get(key) ?? null;
    const removed = new Set(this.#removed);
    const next = new Map([...this.#nets].filter(([index]) => !removed.has(`net${index}`)));
    for (const [index, net] of this.#pending) next.set(index, net);
    const kept = [...this.#devices].filter(([key]) => !removed.has(key));
    const devices = new Map([...kept, ...this.#pendingDevices]);
    const handed = [...devices].flatMap(([key, value]) => parsePvePci(key, value));
    return {
      id: this.#id,
      kind: this.#kind,
      name: setting(this.#kind === 'lxc' ? 'hostname' : 'name') || null,
      uuid: uuidOf(setting('smbios1')),
      onBoot: setting('onboot') === '1',
      hotplugsNics: this.#kind === 'lxc' || hotplugsNics(setting('hotplug')),
      lock: setting('lock'),
      nets: inOrder(this.#nets),
      next: inOrder(next),
      ...(handed.length === 0 ? {} : { handed }),
    };
  }
}

// hotplug: disk,network,usb   hotplug: 1   hotplug: 0   By default disks, cards and USB.
function hotplugsNics(setting: string | null): boolean {
  return setting === null || setting === '1' || setting.split(/[,;\s]+/).includes('network');
}

function inOrder(nets: ReadonlyMap<number, PveNet>): PveNet[] {
  return [...nets.values()].sort((a, b) => a.index - b.index);
}

// smbios1: uuid=5d1b6b7c-0b0e-4b8e-8a0e-7f3c6a2d1e00,manufacturer=…
function uuidOf(smbios: string | null): string | null {
  const [, uuid] =
    /(?:^|,)uuid=([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:,|$)/i.exec(smbios ?? '') ?? [];
  return uuid?.toLowerCase() ?? null;
}

/** A section of a `.cfg` file: `vnet: lab`, and its settings one to a line behind a tab. */
interface Section {
  readonly type: string;
  readonly name: string;
  readonly settings: Map<string, string>;
}

function takeSdn(sections: Section[], line: string): void {
  const [, type, name] = /^([a-z]+):\s*(\S+)\s*$/.exec(line) ?? [];
  if (type !== undefined && name !== undefined) {
    sections.push({ type, name, settings: new Map() });
    return;
  }
  const [, key, value] = /^\s+([a-z-]+)\s+(.*?)\s*$/.exec(line) ?? [];
  if (key !== undefined && value !== undefined) sections.at(-1)?.settings.set(key, value);
}

function zonesOf(sections: readonly Section[]): PveZone[] {
  return sections
    .filter(({ type }) => type !== 'vnet')
    .map(({ type, name, settings }) => ({ name, type, bridge: settings.get('bridge') ?? null }));
}

function vnetsOf(sections: readonly Section[]): PveVnet[] {
  return sections
    .filter(({ type }) => type === 'vnet')
    .map(({ name, settings }) => {
      const tag = settings.get('tag') ?? '';
      return {
        name,
        zone: settings.get('zone') ?? null,
        tag: /^\d{1,8}$/.test(tag) ? Number(tag) : null,
        alias: settings.get('alias') ?? null,
      };
    });
}
