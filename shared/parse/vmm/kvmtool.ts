import { aNic, type VmWords } from './nic.ts';
import { readLongOptions, readNumbers, readParts } from './words.ts';

/**
 * `lkvm run --name web -n mode=tap,tapif=tap0,guest_mac=… --kernel bzImage`; without a network option it has user
 * networking. Null: another of its commands, `lkvm list`.
 *
 * Source of the format: kvmtool `builtin-run.c`, `virtio/net.c` `set_net_param()`.
 */
export function readKvmtool(args: readonly string[]): VmWords | null {
  if (args[0] !== 'run') return null;
  const options = readLongOptions(args.slice(1));
  const given = options.all('-n', '--network');
  const networks = (given.length === 0 ? ['mode=user'] : given).map((text) => readParts(text, 'mode'));
  return {
    name: options.last('--name'),
    nics: networks
      .filter((net) => net.get('mode') !== 'none')
      .map((net, index) =>
        aNic(
          index,
          { mac: net.get('guest_mac'), tap: net.get('tapif'), fds: readNumbers(net.get('fd')) },
          net.get('mode') === 'user' ? { type: 'user', source: null } : undefined,
        ),
      ),
  };
}
