import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { Peers, peersIn } from '#electron/server/peer.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C351 0100007F:1F90 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0000000000000000
   3: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000   999        0 3 1 0000000000000000 20 4 30 10 -1
`;

const own = '0100007F:1F90';

describe('whose process is at the other end', () => {
  it('is read from its own end of a connection to us; not of one that is being closed, which shows root', () => {
    expect([...peersIn(table, own)]).toEqual([['0100007F:C350', 1000]]);
    expect([...peersIn(table, '0100007F:1F91')]).toEqual([]);
    expect([...peersIn('', own)]).toEqual([]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
  ])('is this user for a connection of this process to %s', async (host, address) => {
    const { client, peer, port, end } = await connected({ host });
    const peers = new Peers({ address, port });
    expect(await peers.uidOf({ address, port: peer.remotePort ?? 0 })).toBe(process.getuid?.());
    client.destroy();
    end();
  });

  it('is told by the address too: another one of this machine may have the same port', async () => {
    const { client, peer, port, end } = await connected({ host: '127.0.0.1', localAddress: '127.0.0.2' });
    const { remotePort = 0, remoteAddress = '' } = peer;
    expect(remoteAddress).toBe('127.0.0.2');
    const peers = new Peers({ address: '127.0.0.1', port });
    expect(await peers.uidOf({ address: '127.0.0.2', port: remotePort })).toBe(process.getuid?.());
    expect(await peers.uidOf({ address: '127.0.0.1', port: remotePort })).toBeNull();
    client.destroy();
    end();
  });

  it('is not known of an address that is none of IPv4, nor where the kernel’s lists can’t be read', async () => {
    const own = { address: '127.0.0.1', port: 8080 };
    expect(await new Peers(own).uidOf({ address: '::1', port: 1 })).toBeNull();
    expect(await new Peers(own, async () => '').uidOf({ address: '127.0.0.1', port: 1 })).toBeNull();
  });

  it('is read once for all who ask while it is read, from what is read after they have asked', async () => {
    const tables: ((table: string) => void)[] = [];
    const peers = new Peers({ address: '127.0.0.1', port: 8080 }, (path) =>
      path.endsWith('6') ? Promise.resolve('') : new Promise((resolve) => tables.push(resolve)),
    );
    const ask = () => peers.uidOf({ address: '127.0.0.1', port: 50_000 });
    const first = ask();
    await vi.waitFor(() => expect(tables).toHaveLength(1));
    const others = Array.from({ length: 200 }, ask);
    tables[0]?.('');
    expect(await first).toBeNull();
    await vi.waitFor(() => expect(tables).toHaveLength(2));
    tables[1]?.(table);
    expect(new Set(await Promise.all(others))).toEqual(new Set([1000]));
    expect(tables).toHaveLength(2);
  });
});

async function connected(how: { readonly host: string; readonly localAddress?: string }) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const accepted = new Promise<Socket>((resolve) => server.on('connection', resolve));
  const client = connect({ port, ...how });
  return { client, peer: await accepted, port, end: () => server.close() };
}
