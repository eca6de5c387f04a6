import type { QemuNic, QemuProcess } from '#shared/host/process.ts';
import { macOrNull } from './mac.ts';
import { type QemuOptions, readQemuOptions } from './qemuOptions.ts';

/**
 * Reads `/proc/PID/cmdline` of a QEMU process; null when the program is another.
 *
 * Only NICs on a TAP are told: those of `tap`, and of `bridge`, for which a helper opens the TAP. One without an id
 * gets `#0`, `#1`, …, which QEMU itself refuses as an id. libvirt's processes are known by their UUID together with
 * their monitor, which libvirt always calls `charmonitor`.
 *
 * Source of the format: QEMU `qemu-options.hx`.
 */
export function parseQemuCommandLine(pid: number, nulSeparated: string): QemuProcess | null {
  const [program = '', ...args] = nulSeparated.split('\0');
  // /usr/bin/qemu-system-x86_64 | /usr/libexec/qemu-kvm | /usr/bin/kvm
  if (!/(?:^|\/)(?:qemu-system-[^/]+|qemu-kvm|kvm)$/.test(program)) return null;
  const options = pairOptions(args);
  const uuid = options.find(({ option }) => option === 'uuid')?.argument.toLowerCase() ?? null;
  const nics = [...readNetdevs(options), ...readNicOptions(options), ...readLegacyNets(options)];
  return {
    pid,
    name: readName(options),
    uuid,
    libvirt: uuid !== null && optionsOf(options, 'chardev', 'backend').some(isLibvirtMonitor),
    nics: nics.map(({ id, ...nic }, index) => ({ netdev: id ?? `#${index}`, ...nic })),
  };
}

interface Option {
  readonly option: string;
  readonly argument: string;
}

/** The options that matter here, and `append`, whose argument may look like any of them. All take an argument. */
const READ = new Set(['name', 'uuid', 'netdev', 'device', 'nic', 'net', 'chardev', 'append']);

// -name\0web01\0-daemonize\0-netdev\0tap,id=n0\0   an option may begin with two dashes as well
function pairOptions(args: readonly string[]): Option[] {
  const options: Option[] = [];
  for (let index = 0; index < args.length - 1; index++) {
    const option = /^--?([a-z]+)$/.exec(args[index] ?? '')?.[1];
    if (option === undefined || !READ.has(option)) continue;
    index++;
    options.push({ option, argument: args[index] ?? '' });
  }
  return options;
}

function optionsOf(options: readonly Option[], name: string, first: string): QemuOptions[] {
  return options
    .filter(({ option }) => option === name)
    .map(({ argument }) => readQemuOptions(argument, first));
}

// -name web01 | -name guest=web 01,debug-threads=on
function readName(options: readonly Option[]): string | null {
  return optionsOf(options, 'name', 'guest')[0]?.get('guest') ?? null;
}

// -chardev socket,id=charmonitor,fd=24,server=on,wait=off
function isLibvirtMonitor(chardev: QemuOptions): boolean {
  return chardev.get('id') === 'charmonitor';
}

interface Nic extends Omit<QemuNic, 'netdev'> {
  readonly id: string | null;
}

function isOnTap(backend: QemuOptions): boolean {
  const type = backend.get('type');
  return type === 'tap' || type === 'bridge';
}

// -netdev tap,id=n0,ifname=tap0 -device e1000,netdev=n0,mac=52:54:00:aa:00:01
// -netdev {"type":"tap","fd":"25","id":"hostnet0"} -device {"driver":"virtio-net-pci","netdev":"hostnet0","mac":"52:…"}
// -netdev tap,id=n0 -net nic,netdev=n0,model=e1000,macaddr=52:54:00:aa:00:01
function readNetdevs(options: readonly Option[]): Nic[] {
  const devices = optionsOf(options, 'device', 'driver');
  const legacy = optionsOf(options, 'net', 'type').filter((net) => net.get('type') === 'nic');
  return optionsOf(options, 'netdev', 'type')
    .filter(isOnTap)
    .map((netdev) => {
      const id = netdev.get('id') ?? null;
      const device = id === null ? undefined : devices.find((one) => one.get('netdev') === id);
      const nic = id === null ? undefined : legacy.find((one) => one.get('netdev') === id);
      return {
        id,
        mac: macOrNull(device?.get('mac') ?? nic?.get('macaddr') ?? null),
        model: device?.get('driver') ?? nic?.get('model') ?? null,
        ifname: netdev.get('ifname') ?? null,
      };
    });
}

// -nic tap,ifname=tap0,mac=52:54:00:aa:00:01,model=e1000
function readNicOptions(options: readonly Option[]): Nic[] {
  return optionsOf(options, 'nic', 'type')
    .filter(isOnTap)
    .map((nic) => ({
      id: nic.get('id') ?? null,
      mac: macOrNull(nic.get('mac') ?? null),
      model: nic.get('model') ?? null,
      ifname: nic.get('ifname') ?? null,
    }));
}

// -net nic,model=e1000,macaddr=52:54:00:aa:00:01 -net tap,ifname=tap0   joined by a hub of QEMU's: paired in their order
function readLegacyNets(options: readonly Option[]): Nic[] {
  const nets = optionsOf(options, 'net', 'type');
  const nics = nets.filter((net) => net.get('type') === 'nic' && !net.has('netdev'));
  return nets.filter(isOnTap).map((tap, index) => ({
    id: tap.get('name') ?? null,
    mac: macOrNull(nics[index]?.get('macaddr') ?? null),
    model: nics[index]?.get('model') ?? null,
    ifname: tap.get('ifname') ?? null,
  }));
}
