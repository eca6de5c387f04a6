import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { foundNow, theFound } from './support/findings.ts';
import { finds } from './support/finds.ts';
import { describeInLab, guestIsUp, ip, liveTapOf, resetLab, until, virsh } from './support/lab.ts';

const run = promisify(execFile);
const WEB_0 = '52:54:00:aa:00:01';
const GUEST = '52:54:00:ac:00:01';

/** Has the host send to an address on a network of its own, whether it is answered or not. */
function sends(to: string): Promise<unknown> {
  return run('bash', ['-c', `echo >/dev/udp/${to}/9`]).catch(() => {});
}

describeInLab('two things on one bridge', () => {
  afterEach(resetLab);

  test('have one MAC: two VMs, as two of the lab have', async () => {
    finds({ code: 'duplicate-mac', gone: 'by hand' });
    expect(await theFound('duplicate-mac')).toMatchObject({
      severity: 'warning',
      subject: expect.arrayContaining(['link:br0']),
      title: expect.stringMatching(
        /^(web 01’s net0 and it's "q"’s net0|it's "q"’s net0 and web 01’s net0) have/,
      ),
    });
    await ip('link', 'set', await liveTapOf('web 01', WEB_0), 'master', 'br1');
    expect(await foundNow('duplicate-mac')).toEqual([]);
  });

  test('have one IP address: a VM by its lease, and a neighbour that answers for it', async () => {
    finds({ code: 'duplicate-ip', gone: 'by hand' });
    await guestIsUp();
    const leased = await until('a lease', async () => {
      const row = (await virsh('net-dhcp-leases', 'default', '--mac', GUEST)).match(/192\.168\.122\.\d+/);
      return row?.[0] ?? null;
    });
    expect(await foundNow('duplicate-ip')).toEqual([]);
    await ip('link', 'add', 'dup0', 'type', 'veth', 'peer', 'name', 'dup1', 'netns', 'container');
    await ip('link', 'set', 'dup0', 'master', 'virbr0', 'up');
    await ip('-n', 'container', 'link', 'set', 'dup1', 'up');
    await ip('-n', 'container', 'addr', 'add', `${leased}/24`, 'dev', 'dup1');
    const [two] = await until('the neighbour answers first', async () => {
      await ip('neigh', 'flush', 'dev', 'virbr0');
      await sends(leased);
      const all = await foundNow('duplicate-ip');
      return all.length === 0 ? null : all;
    });
    expect(two).toMatchObject({ severity: 'warning', title: expect.stringContaining(`both have ${leased}`) });
    await ip('link', 'del', 'dup0');
    await ip('neigh', 'flush', 'dev', 'virbr0');
    await sends(leased);
    expect(await foundNow('duplicate-ip')).toEqual([]);
  });
});
