import { join } from 'node:path';
import process from 'node:process';
import { bench } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { sshHost } from '#electron/hosts/ssh/ssh.ts';
import { sshTarget } from '#shared/host/sshTarget.ts';
import { describeInLab } from '../lab/support/lab.ts';
import { ADDRESS, SshServer } from '../lab/support/sshServer.ts';
import { defineExtraVms } from './extraVms.ts';

// Run by: node test/lab/lab.mjs -- npx vitest bench --run --project unit test/bench/ssh.bench.ts

const delay = join(import.meta.dirname, '../lab/support/delay.mjs');
const inLab = process.env.PATCHBAY_LAB === '1';
if (inLab) await defineExtraVms(40);

const server = inLab
  ? await SshServer.start({
      client: [
        'Host far',
        '  HostKeyAlias lab',
        `  HostName ${ADDRESS}`,
        `  ProxyCommand ${process.execPath} ${delay} ${ADDRESS} 22 100`,
      ],
    })
  : null;

async function readerOf(name: string): Promise<Reader> {
  const target = sshTarget(name);
  if (server === null || target === null) return new Reader(localHost());
  const reader = new Reader(await sshHost(target, 'nobody'));
  await reader.poll(60_000);
  return reader;
}

const local = new Reader(localHost());
const near = await readerOf('ssh://root@lab');
const far = await readerOf('ssh://root@far');

describeInLab('a poll of 50 VMs, every fast source', () => {
  const options = { iterations: 15, time: 0, warmupIterations: 2, warmupTime: 0 };
  bench('the floor: on the host itself', async () => void (await local.poll(60_000)), options);
  bench('over SSH', async () => void (await near.poll(60_000)), options);
  bench(
    'over SSH, where the way there and back takes 200 ms',
    async () => void (await far.poll(60_000)),
    options,
  );
});
