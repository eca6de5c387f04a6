import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { endianness } from 'node:os';

/** One end of a TCP connection over IPv4. */
export interface TcpEnd {
  readonly address: string;
  readonly port: number;
}

/**
 * Whose process is at the other end of a connection within this machine, by the kernel's lists of sockets. On a large
 * host they take many milliseconds to read: they are read beside everything else, and once for all who ask meanwhile.
 * Format: https://docs.kernel.org/networking/proc_net_tcp.html
 */
export class Peers {
  readonly #own: TcpEnd;
  readonly #read: (path: string) => Promise<string>;
  #reading: Promise<unknown> = Promise.resolve();
  /** The reading that has not begun yet: whoever asks now has a connection that will be in it. */
  #next: Promise<Tables> | null = null;

  /**
   * @param own the end of all connections that is ours
   * @param read for tests; absent: the kernel’s own
   */
  constructor(own: TcpEnd, read = readTable) {
    this.#own = own;
    this.#read = read;
  }

  /**
   * Null when the kernel does not say. The other end is told by its address too: whoever binds 127.0.0.2 may take any
   * port that another user has on 127.0.0.1.
   */
  async uidOf(peer: TcpEnd): Promise<number | null> {
    if (!isIPv4(peer.address)) return null;
    const { ipv4, mapped } = await this.#tables();
    return ipv4.get(inTable(peer, [])) ?? mapped.get(inTable(peer, mappedPrefix)) ?? null;
  }

  #tables(): Promise<Tables> {
    this.#next ??= this.#reading.then(() => {
      this.#next = null;
      const tables = this.#readBoth();
      this.#reading = tables;
      return tables;
    });
    return this.#next;
  }

  async #readBoth(): Promise<Tables> {
    const [ipv4, ipv6] = await Promise.all([this.#read('/proc/net/tcp'), this.#read('/proc/net/tcp6')]);
    return {
      ipv4: peersIn(ipv4, inTable(this.#own, [])),
      // A browser may connect from an IPv6 socket; its IPv4 addresses are then mapped ones.
      mapped: peersIn(ipv6, inTable(this.#own, mappedPrefix)),
    };
  }
}

/** Users of the other ends, by address and port as the kernel writes them. */
interface Tables {
  readonly ipv4: ReadonlyMap<string, number>;
  readonly mapped: ReadonlyMap<string, number>;
}

/**
 * The users of whoever is connected to `own`, by their own end of the connection.
 * @param table rows of `sl: local_address rem_address st tx:rx tr:when retrnsmt uid …`, addresses and ports in hex
 */
export function peersIn(table: string, own: string): ReadonlyMap<string, number> {
  const peers = new Map<string, number>();
  // 01 is ESTABLISHED; a socket that is being closed shows user 0, whoever had it.
  const needle = ` ${own} 01 `;
  for (let at = table.indexOf(needle); at !== -1; at = table.indexOf(needle, at + 1)) {
    const row = table.slice(table.lastIndexOf('\n', at) + 1, table.indexOf('\n', at));
    const [, peer, , , , , , uid] = row.trim().split(/\s+/);
    if (peer !== undefined && /^\d+$/.test(uid ?? '')) peers.set(peer, Number(uid));
  }
  return peers;
}

/** ::ffff:0:0/96 */
const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** `0100007F:1F90`: the address in words of four bytes, as the machine keeps those. */
function inTable({ address, port }: TcpEnd, prefix: readonly number[]): string {
  const bytes = Buffer.from([...prefix, ...address.split('.').map(Number)]);
  let words = '';
  for (let at = 0; at < bytes.length; at += 4)
    words += hex(endianness() === 'LE' ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at), 8);
  return `${words}:${hex(port, 4)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

function readTable(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
