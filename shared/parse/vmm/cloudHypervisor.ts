import { aNic, type VmWords } from './nic.ts';
import { nameOfSocket, readLongOptions, readNumbers, readParts } from './words.ts';

/**
 * `cloud-hypervisor --api-socket path=/run/web.sock --net tap=tap0,mac=…,id=net0 fd=[3,4]`
 * What is added by its API isn’t there: it is known by the TAP that the process holds.
 *
 * Source of the format: Cloud Hypervisor `vmm/src/config.rs` `NetConfig`, `docs/vhost-user-net-testing.md`.
 */
export function readCloudHypervisor(args: readonly string[]): VmWords {
  const options = readLongOptions(args, ['--net']);
  const socket = options.last('--api-socket');
  const path = socket === null ? null : (readParts(socket, 'path').get('path') ?? null);
  return {
    name: nameOfSocket(path),
    nics: options.all('--net').map((text, index) => {
      const net = readParts(text);
      const isVhostUser = /^(?:on|true)$/.test(net.get('vhost_user') ?? '');
      return {
        ...aNic(
          index,
          { mac: net.get('mac'), tap: net.get('tap'), fds: readNumbers(net.get('fd')) },
          isVhostUser ? { type: 'vhostuser', source: net.get('socket') ?? null } : undefined,
        ),
        ...(net.get('id') ? { netdev: net.get('id') ?? '' } : {}),
      };
    }),
  };
}
