import { isIP } from 'node:net';

/**
 * The address of whoever came in by SSH to run Patchbay, as sshd tells it (`SSH_CONNECTION` in ssh(1)); a link-local one
 * ends in its zone, `fe80::1%enp3s0`. Null where nobody did, or what is told is no address.
 */
export function sshClient({ SSH_CONNECTION }: NodeJS.ProcessEnv): string | null {
  // "192.168.1.77 51514 192.168.1.10 22"
  const [client = ''] = (SSH_CONNECTION ?? '').split(' ');
  return isIP(client) === 0 ? null : client;
}
