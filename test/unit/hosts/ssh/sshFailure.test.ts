import { describe, expect, it } from 'vitest';
import { sshFailure } from '#electron/hosts/ssh/sshFailure.ts';

const target = { name: 'ssh://root@pve', host: 'pve', user: 'root', port: null };

describe('why there is no connection', () => {
  it.each([
    ['ssh: Could not resolve hostname pve: Name or service not known', 'There is no host called pve.', false],
    ['ssh: connect to host pve port 22: Connection refused', 'pve refuses the connection.', false],
    ['ssh: connect to host pve port 22: No route to host', 'There is no way to pve from here.', false],
    ['ssh: connect to host pve port 22: Connection timed out', 'pve doesn’t answer.', false],
    ['root@pve: Permission denied (publickey,password).', 'pve lets nobody in by what ssh offered.', true],
    [
      'No ED25519 host key is known for pve and you have requested strict checking.\r\nHost key verification failed.',
      'This machine doesn’t know the key of pve yet.',
      true,
    ],
    [
      '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\nOffending ED25519 key in /root/.ssh/known_hosts:3\nHost key verification failed.',
      'The key of pve is not the one that this machine knows. Somebody may be in between.',
      true,
    ],
    ['kex_exchange_identification: read: Connection reset by peer', 'pve closed the connection.', false],
    ['something new', 'There is no connection to pve: something new.', false],
    ['', 'There is no connection to pve: it said nothing.', false],
  ])('%j', (stderr, message, isFinal) => {
    expect(sshFailure(target, stderr)).toMatchObject({ message, isFinal });
  });

  it('says what to type', () => {
    expect(sshFailure({ ...target, port: 2222 }, 'Host key verification failed.').advice).toContain(
      'ssh -p 2222 root@pve',
    );
  });
});
