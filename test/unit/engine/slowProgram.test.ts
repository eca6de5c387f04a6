import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { fixture } from './support/scriptedReader.ts';

/** Makes the `ip` of this machine one that takes two seconds for each answer, and all else missing. */
async function slowIp(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-slow-'));
  const script = [
    '#!/bin/sh',
    'PATH=/usr/bin:/bin',
    'sleep 2',
    'case "$*" in *link*) cat <<"END"',
    fixture('ip-j-d-s-link.json'),
    'END',
    ';; *) echo "[]" ;; esac',
  ];
  await writeFile(join(folder, 'ip'), script.join('\n'));
  await chmod(join(folder, 'ip'), 0o755);
  vi.stubEnv('PATH', folder);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
}

async function readLinks(reader: Reader) {
  const { sources, links } = await reader.read();
  return { count: links.length, ...sources.find(({ name }) => name === 'ip-link') };
}

it('an ip that is slow is read by the second reading, and by the first with more patience', async () => {
  await slowIp();
  // Limits of seconds, instead of ten times as long as the machine would have to be slow.
  const hasty = localHost(0.07);
  const patient = localHost(0.21);
  onTestFinished(() => hasty.close());
  onTestFinished(() => patient.close());

  const reader = new Reader(hasty);
  const [first, patiently] = await Promise.all([readLinks(reader), readLinks(new Reader(patient))]);
  expect(first).toMatchObject({ status: 'timed-out', count: 0, message: 'ip did not answer within 1 s.' });
  expect(patiently).toMatchObject({ status: 'ok', neededMs: expect.any(Number) });
  expect(patiently.count).toBeGreaterThan(0);
  expect(await readLinks(reader)).toMatchObject({ status: 'ok', count: patiently.count });
}, 30_000);
