import type { NicEnd, VmNic } from '#shared/host/process.ts';
import { aNic, type GivenNic, type VmWords } from './nic.ts';
import { nameOfSocket, readLongOptions, readNumbers, readParts } from './words.ts';

/**
 * `crosvm --log-level debug run --name web --net tap-name=tap0,mac=… --socket /run/web.sock vmlinux`; older ones have
 * `--tap-name`, `--tap-fd` and one `--mac`. Null: it is another of its commands, `crosvm device net`, `crosvm stop`.
 *
 * Source of the format: crosvm `src/crosvm/cmdline.rs`, `devices/src/virtio/net.rs` `NetParameters`.
 */
export function readCrosvm(args: readonly string[]): VmWords | null {
  const run = args.indexOf('run');
  if (run < 0) return null;
  const options = readLongOptions(args.slice(run + 1));
  const nics: VmNic[] = [];
  const add = (given: GivenNic, instead?: NicEnd) => nics.push(aNic(nics.length, given, instead));
  const mac = options.last('--mac') ?? undefined;
  for (const tap of options.all('--tap-name')) add({ tap, mac });
  for (const fd of options.all('--tap-fd')) add({ fds: readNumbers(fd), mac });
  for (const text of options.all('--net')) {
    const net = readParts(text);
    add({ mac: net.get('mac'), tap: net.get('tap-name'), fds: readNumbers(net.get('tap-fd')) });
  }
  for (const source of options.all('--vhost-user-net')) add({}, { type: 'vhostuser', source });
  for (const text of options.all('--vhost-user')) {
    const device = readParts(text, 'type');
    if (device.get('type') === 'net') add({}, { type: 'vhostuser', source: device.get('socket') ?? null });
  }
  return { name: options.last('--name') ?? nameOfSocket(options.last('--socket', '-s')), nics };
}
