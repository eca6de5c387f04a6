import { readFileSync } from 'node:fs';

/**
 * Whose process is at the other end of a loopback connection, by the kernel's list of sockets. Null when it does not say.
 * Format: https://docs.kernel.org/networking/proc_net_tcp.html
 * @param peerPort the other end's port
 * @param ownPort the port that it is connected to
 */
export function uidOfPeer(peerPort: number, ownPort: number): number | null {
  // A browser may connect from an IPv6 socket; its IPv4 addresses are then mapped ones.
  return (
    uidIn(readTable('/proc/net/tcp'), '0100007F', peerPort, ownPort) ??
    uidIn(readTable('/proc/net/tcp6'), '0000000000000000FFFF00000100007F', peerPort, ownPort)
  );
}

/** @param table rows of `sl local_address rem_address st tx:rx tr:when retrnsmt uid …`, addresses and ports in hex */
export function uidIn(table: string, loopback: string, peerPort: number, ownPort: number): number | null {
  const local = `${loopback}:${hexPort(peerPort)}`;
  const remote = `${loopback}:${hexPort(ownPort)}`;
  for (const row of table.split('\n')) {
    const [, from, to, state, , , , uid] = row.trim().split(/\s+/);
    // 01 is ESTABLISHED; a socket that is being closed shows user 0, whoever had it.
    if (from === local && to === remote && state === '01' && uid !== undefined) return Number(uid);
  }
  return null;
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

function readTable(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
