import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { uidIn, uidOfPeer } from '../../../electron/server/peer.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 0100007F:C350 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0000000000000000 20 4 30 10 -1
   2: 0100007F:C351 0100007F:1F90 06 00000000:00000000 03:00000000 00000000     0        0 0 3 0000000000000000
   3: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000   999        0 3 1 0000000000000000 20 4 30 10 -1
`;

describe('whose process is at the other end', () => {
  it('is read from its own end of the connection', () => {
    expect(uidIn(table, '0100007F', 50_000, 8080)).toBe(1000);
  });

  it('is not known of a socket that is being closed: the kernel then shows root', () => {
    expect(uidIn(table, '0100007F', 50_001, 8080)).toBeNull();
  });

  it('is not known where there is no such connection', () => {
    expect(uidIn(table, '0100007F', 50_000, 8081)).toBeNull();
    expect(uidIn('', '0100007F', 50_000, 8080)).toBeNull();
  });

  it('is this user for a connection of this process', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const accepted = new Promise<Socket>((resolve) => server.on('connection', resolve));
    const client = connect(port, '127.0.0.1');
    const peer = await accepted;
    expect(uidOfPeer(peer.remotePort ?? 0, port)).toBe(process.getuid?.());
    client.destroy();
    server.close();
  });
});
