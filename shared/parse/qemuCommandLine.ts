import type { NicEnd, NicStart, VmNic, VmProcess } from '#shared/host/process.ts';
import { macOrNull } from './mac.ts';
import { readPciAddress } from './pciAddress.ts';
import { chosenMacs } from './qemuDefaultMac.ts';
import { type QemuOptions, readQemuOptions } from './qemuOptions.ts';

type QemuWords = Pick<VmProcess, 'name' | 'uuid' | 'libvirt' | 'pveId' | 'kvm' | 'nics'>;

/**
 * Reads the arguments of QEMU; null where it runs no VM, as when libvirt asks it what it can do.
 *
 * A NIC without an id gets `#0`, `#1`, …, which QEMU itself refuses as an id. libvirt's processes are known by their UUID
 * together with their monitor, which libvirt always calls `charmonitor`.
 *
 * A file of `-readconfig` is not opened: anybody may name any file there, and a capture would hold its text. What it
 * adds is known by the TAPs that the process holds.
 *
 * Source of the format: QEMU `qemu-options.hx`; `-id` is Proxmox VE’s own.
 */
export function readQemuCommandLine(args: readonly string[]): QemuWords | null {
  const options = readOptions(args);
  // -machine none,accel=kvm:tcg
  if (options.machine.some((machine) => machine.get('type') === 'none')) return null;
  const uuid = options.uuid[0]?.get('uuid')?.toLowerCase() ?? null;
  const defaults = defaultMacs(options);
  const nics = [...netdevNics(options), ...nicOptions(options), ...legacyNets(options)];
  const pveId = options.id[0]?.get('id') ?? '';
  return {
    // -name web01 | -name guest=web 01,debug-threads=on
    name: options.name[0]?.get('guest') ?? null,
    uuid,
    libvirt: uuid !== null && options.chardev.some(isLibvirtMonitor),
    ...(/^[1-9]\d{0,8}$/.test(pveId) ? { pveId: Number(pveId) } : {}),
    ...(usesKvm(args, options) ? { kvm: true } : {}),
    nics: [
      ...nics.map(({ id, backend, device }, index): VmNic => {
        const isTap = isOnTap(backend);
        return {
          netdev: id ?? `#${index}`,
          mac: device === null ? null : givenMac(device),
          defaultMac: (device === null ? null : defaults.get(device)) ?? null,
          model: device?.get('driver') ?? device?.get('model') ?? null,
          ifname: isTap ? (backend.get('ifname') ?? null) : null,
          fds: isTap ? descriptorsOf(backend) : [],
          ...(isTap && usesVhost(backend) ? { vhost: true } : {}),
          ...(isTap ? startOf(backend) : { instead: endOf(backend, options) }),
        };
      }),
      ...options.device.flatMap(passedDevice),
    ],
  };
}

/** Whether the arguments are QEMU’s, whatever the program is called: they give it a NIC on a TAP. */
export function speaksQemu(args: readonly string[]): boolean {
  const { netdev, nic, net } = readOptions(args);
  return [...netdev, ...nic, ...net].some(isOnTap);
}

/**
 * The options that matter here, with the key of a first part that has none. All take an argument; that of `append` may
 * look like any of them.
 */
const FIRST_KEYS = {
  name: 'guest',
  id: 'id',
  uuid: 'uuid',
  netdev: 'type',
  device: 'driver',
  nic: 'type',
  net: 'type',
  chardev: 'backend',
  accel: 'accel',
  machine: 'type',
  M: 'type',
  readconfig: 'file',
  append: 'append',
} as const;

type OptionName = keyof typeof FIRST_KEYS;
type Options = Readonly<Record<OptionName, readonly QemuOptions[]>>;

// -name\0web01\0-daemonize\0-netdev\0tap,id=n0\0   an option may begin with two dashes as well
function readOptions(args: readonly string[]): Options {
  const options: Record<OptionName, QemuOptions[]> = {
    name: [],
    id: [],
    uuid: [],
    netdev: [],
    device: [],
    nic: [],
    net: [],
    chardev: [],
    accel: [],
    machine: [],
    M: [],
    readconfig: [],
    append: [],
  };
  // QEMU makes the devices that are written as JSON after all the others.
  const jsonDevices: QemuOptions[] = [];
  for (let index = 0; index < args.length - 1; index++) {
    const name = /^--?([a-zA-Z]+)$/.exec(args[index] ?? '')?.[1];
    if (name === undefined || !isRead(name)) continue;
    index++;
    const argument = args[index] ?? '';
    const list = name === 'device' && argument.startsWith('{') ? jsonDevices : options[name];
    list.push(readQemuOptions(argument, FIRST_KEYS[name]));
  }
  options.device.push(...jsonDevices);
  return options;
}

function isRead(name: string): name is OptionName {
  return Object.hasOwn(FIRST_KEYS, name);
}

// -chardev socket,id=charmonitor,fd=24,server=on,wait=off
function isLibvirtMonitor(chardev: QemuOptions): boolean {
  return chardev.get('id') === 'charmonitor';
}

// -accel kvm | -machine pc,accel=kvm:tcg | -M q35,accel=kvm | -enable-kvm
function usesKvm(args: readonly string[], { accel, machine, M }: Options): boolean {
  const named = [...accel, ...machine, ...M].map((one) => one.get('accel')?.split(':')[0]);
  return named.includes('kvm') || args.includes('-enable-kvm') || args.includes('--enable-kvm');
}

// -netdev tap,fd=31,id=hostnet0,vhost=on,vhostfd=33 | {"type":"tap","fd":"31","vhost":true,"vhostfd":"33","id":"hostnet0"}
function usesVhost(backend: QemuOptions): boolean {
  const vhost = backend.get('vhost');
  return (
    vhost === 'on' ||
    vhost === 'true' ||
    (vhost === undefined && (backend.has('vhostfd') || backend.has('vhostfds')))
  );
}

/** A NIC: what is on the host's side of it, and what the guest has. One option may be both. */
interface Nic {
  readonly id: string | null;
  readonly backend: QemuOptions;
  /** Null where nothing names the backend. */
  readonly device: QemuOptions | null;
}

/** On one of QEMU’s own, or on one that a helper opens for it (`bridge`). */
function isOnTap(backend: QemuOptions): boolean {
  const type = backend.get('type');
  return type === 'tap' || type === 'bridge';
}

/**
 * QEMU runs a script for each TAP that it makes or opens by its name itself, `/etc/qemu-ifup` where none is given, or has
 * the helper of `bridge` plug it, by default into br0.
 *
 * Source: QEMU `include/net/net.h` `DEFAULT_NETWORK_SCRIPT`, `DEFAULT_BRIDGE_INTERFACE`, `net/tap.c` `net_init_tap()`.
 */
function startOf(backend: QemuOptions): { readonly start?: NicStart } {
  if (backend.has('fd') || backend.has('fds')) return {};
  if (backend.get('type') === 'bridge' || backend.has('helper')) {
    return { start: { script: null, downScript: null, bridge: backend.get('br') ?? 'br0' } };
  }
  const given = (key: string, otherwise: string) => {
    const script = backend.get(key) ?? otherwise;
    return script === 'no' || script === '' ? null : script;
  };
  const script = given('script', '/etc/qemu-ifup');
  const downScript = given('downscript', '/etc/qemu-ifdown');
  return script === null && downScript === null ? {} : { start: { script, downScript, bridge: null } };
}

/** What libvirt calls an interface on such a netdev. */
const ENDS: ReadonlyMap<string, string> = new Map([
  ['user', 'user'],
  ['passt', 'user'],
  ['vhost-user', 'vhostuser'],
  ['vhost-vdpa', 'vdpa'],
  ['hubport', 'internal'],
  ['socket', 'client'],
  ['stream', 'client'],
  ['dgram', 'udp'],
]);

// -chardev socket,id=char1,path=/run/vu.sock -netdev vhost-user,id=n0,chardev=char1
function endOf(backend: QemuOptions, { chardev }: Options): NicEnd {
  const type = backend.get('type') ?? '';
  const device = chardev.find((one) => one.get('id') === backend.get('chardev'));
  const source = device?.get('path') ?? backend.get('vhostdev') ?? backend.get('path') ?? null;
  return { type: ENDS.get(type) ?? type, source };
}

/** A PCI device of the host’s, which may be another thing than a NIC: its class tells. What isn’t a whole function is none. */
// -device vfio-pci,host=0000:03:10.0,id=hostpci0   -device vfio-pci,sysfsdev=/sys/bus/pci/devices/0000:03:10.0
// -device {"driver":"vfio-pci","host":"0000:03:10.0","id":"hostdev0"}
function passedDevice(device: QemuOptions): VmNic[] {
  if (!/^vfio-pci(?:-nohotplug)?$/.test(device.get('driver') ?? '')) return [];
  const named =
    device.get('host') ?? /\/devices\/(?:.*\/)?([^/]+)\/?$/.exec(device.get('sysfsdev') ?? '')?.[1];
  const address = readPciAddress(named ?? '');
  if (address === null) return [];
  const netdev = device.get('id') ?? address;
  const instead = { type: 'hostdev', source: address };
  return [{ netdev, mac: null, defaultMac: null, model: null, ifname: null, fds: [], instead }];
}

// -netdev tap,id=n0,ifname=tap0 -device e1000,netdev=n0,mac=52:54:00:aa:00:01
// -netdev {"type":"tap","fd":"25","id":"hostnet0"} -device {"driver":"virtio-net-pci","netdev":"hostnet0","mac":"52:…"}
// -netdev tap,id=n0 -net nic,netdev=n0,model=e1000,macaddr=52:54:00:aa:00:01
function netdevNics({ netdev, device, net }: Options): Nic[] {
  const guests = [...device, ...net.filter(isLegacyNic)];
  return netdev.flatMap((backend) => {
    const id = backend.get('id') ?? null;
    const named = id === null ? undefined : guests.find((one) => one.get('netdev') === id);
    // What no NIC names may be joined to one by a hub; of those only a TAP shows on the host.
    return named === undefined && !isOnTap(backend) ? [] : [{ id, backend, device: named ?? null }];
  });
}

// -nic tap,ifname=tap0,mac=52:54:00:aa:00:01,model=e1000
function nicOptions({ nic }: Options): Nic[] {
  const used = nic.filter((one) => one.get('type') !== 'none');
  return used.map((one) => ({ id: one.get('id') ?? null, backend: one, device: one }));
}

// -net nic,model=e1000,macaddr=52:54:00:aa:00:01 -net tap,ifname=tap0
// Joined by a hub of QEMU's, in QEMU before 3.0 by one for each vlan=: paired in their order within it.
function legacyNets({ net }: Options): Nic[] {
  const hubOf = (one: QemuOptions) => one.get('vlan') ?? '0';
  const nics = net.filter((one) => isLegacyNic(one) && !one.has('netdev'));
  const taps = net.filter((one) => !isLegacyNic(one) && one.get('type') !== 'none');
  return taps.flatMap((backend) => {
    const ofHub = (one: QemuOptions) => hubOf(one) === hubOf(backend);
    const device = nics.filter(ofHub)[taps.filter(ofHub).indexOf(backend)] ?? null;
    if (device === null && !isOnTap(backend)) return [];
    return [{ id: backend.get('name') ?? null, backend, device }];
  });
}

function isLegacyNic(net: QemuOptions): boolean {
  return net.get('type') === 'nic';
}

/** The guest's device's MAC: `-device` and `-nic` call it `mac`, `-net nic` calls it `macaddr`. */
function givenMac(device: QemuOptions): string | null {
  // QEMU takes dashes between the bytes too.
  return macOrNull((device.get('mac') ?? device.get('macaddr') ?? '').replaceAll('-', ':'));
}

/** Drivers of NICs: one that is joined to no netdev has a MAC all the same. */
const NIC_DRIVER =
  /^(?:virtio-net|e1000|igb|i825|rtl8139|ne2k_|pcnet|vmxnet3|tulip|sunhme|sungem|usb-net|spapr-vlan|lan9118|xen-net)/;

/**
 * The MACs that QEMU chooses, in the order in which it makes NICs: those of `-nic`, then of `-net nic`, then the devices.
 * Not certain where a file may name more NICs, or where a MAC can't be read.
 */
function defaultMacs({ nic, net, device, readconfig }: Options): ReadonlyMap<QemuOptions, string> {
  const made = [
    ...nic.filter((one) => one.get('type') !== 'none'),
    ...net.filter(isLegacyNic),
    ...device.filter((one) => one.has('netdev') || NIC_DRIVER.test(one.get('driver') ?? '')),
  ];
  const isGiven = (one: QemuOptions) => one.has('mac') || one.has('macaddr');
  const isUnclear = made.some((one) => isGiven(one) && givenMac(one) === null);
  if (readconfig.length > 0 || isUnclear) return new Map();
  const macs = chosenMacs(made.map(givenMac));
  return new Map(
    made.flatMap((one, index) => {
      const mac = macs[index];
      return isGiven(one) || typeof mac !== 'string' ? [] : [[one, mac] as const];
    }),
  );
}

// fd=25 | fds=25:26:27 | JSON: "fd":"25"; on a monitor a descriptor may have a name instead
function descriptorsOf(backend: QemuOptions): number[] {
  const texts = [backend.get('fd') ?? [], backend.get('fds')?.split(':') ?? []].flat();
  return texts.filter((text) => /^\d{1,9}$/.test(text)).map(Number);
}
