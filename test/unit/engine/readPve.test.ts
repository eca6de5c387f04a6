import { expect, it } from 'vitest';
import { takeCapture } from '#electron/engine/capture.ts';
import { pveFacts, pveOutput } from '../support/pveTree.ts';
import { printed } from './support/scriptedHost.ts';
import { scriptedReader } from './support/scriptedReader.ts';

type Reply = ReturnType<typeof printed>;

const isPve = (argv: readonly string[]) => argv.some((word) => word.startsWith('/etc/pve/'));

function reading(answer: () => Reply) {
  const made = scriptedReader();
  made.host.script('grep', (argv) => (isPve(argv) ? answer() : printed('', '', 1)));
  const asked = () => made.host.takeRan().filter(isPve).length;
  return { ...made, asked };
}

const report = (snapshot: { sources: readonly { name: string }[] }) =>
  snapshot.sources.find(({ name }) => name === 'pve');

const missing = ['qemu-server', 'lxc', 'sdn']
  .map((folder) => `grep: /etc/pve/${folder}: No such file or directory\n`)
  .join('');

it('reads the files of Proxmox VE by one process, and a capture replays them', async () => {
  const { reader, asked, host } = reading(() => printed(pveOutput()));
  const snapshot = await reader.read();
  expect(snapshot.pve).toEqual(pveFacts());
  expect(report(snapshot)).toMatchObject({ status: 'ok', message: '' });
  expect(asked()).toBe(1);
  const { capture } = await takeCapture(host);
  expect(JSON.stringify(capture)).toContain('qemu-server/100.conf:net0: virtio=BC:24:11:00:01:00');
});

it('is no trouble where there is no Proxmox VE, and asks again only after ten minutes', async () => {
  const { reader, asked, clock } = reading(() => printed('', missing, 2));
  const snapshot = await reader.read();
  expect(snapshot.pve).toBeUndefined();
  expect(report(snapshot)).toMatchObject({ status: 'ok', message: '' });
  expect(asked()).toBe(1);
  clock.now += 9 * 60_000;
  await reader.read();
  expect(asked()).toBe(0);
  clock.now += 2 * 60_000;
  await reader.read();
  expect(asked()).toBe(1);
});

it('takes a node without vnets, and one without guests, for what they are', async () => {
  const sdn = 'grep: /etc/pve/sdn: No such file or directory\n';
  const withoutVnets = pveOutput()
    .split('\n')
    .filter((line) => !line.includes('/sdn/'))
    .join('\n');
  expect((await reading(() => printed(withoutVnets, sdn, 2)).reader.read()).pve).toMatchObject({ vnets: [] });
  expect((await reading(() => printed('', '', 1)).reader.read()).pve).toMatchObject({ guests: [] });
});

it('tells files that may not be read, whole or in part', async () => {
  const denied = [100, 102]
    .map((id) => `grep: /etc/pve/qemu-server/${id}.conf: Permission denied\n`)
    .join('');
  const none = await reading(() => printed('', denied, 2)).reader.read();
  expect(none.pve).toBeUndefined();
  expect(report(none)).toMatchObject({
    status: 'denied',
    message: expect.stringContaining('/etc/pve/qemu-server/100.conf and 1 more'),
    advice: expect.stringContaining('root'),
  });
  const some = await reading(() => printed(pveOutput(), denied, 2)).reader.read();
  expect(some.pve?.guests).toHaveLength(5);
  expect(report(some)).toMatchObject({ status: 'partial', gap: { others: true } });
});

it('keeps what it read when the files are gone, and says so', async () => {
  let answer = printed(pveOutput());
  const { reader } = reading(() => answer);
  await reader.read();
  answer = printed('', missing, 2);
  const snapshot = await reader.read();
  expect(snapshot.pve).toEqual(pveFacts());
  expect(report(snapshot)).toMatchObject({
    status: 'failed',
    advice: expect.stringContaining('pve-cluster'),
  });
});
