import process from 'node:process';
import { bench } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import { describeInLab } from '../lab/support/lab.ts';
import { defineExtraVms } from './extraVms.ts';

// Run by: node test/lab/lab.mjs -- npx vitest bench --run --project unit test/bench/read.bench.ts

const EXTRA = 40;
const LIMITS = { timeoutMs: 60_000 };
const READ_ONLY = ['virsh', '-r', '-q', '-c', 'qemu:///system'] as const;

const lab = process.env.PATCHBAY_LAB === '1';
if (lab) await defineExtraVms(EXTRA);
const host = localHost();
const reader = new Reader(host);
const uuids = lab ? (await reader.read()).domains.map(({ uuid }) => uuid) : [];

describeInLab(`a host with ${uuids.length} VMs`, () => {
  const options = { iterations: 15, time: 0, warmupIterations: 2, warmupTime: 0 };

  bench('the floor: ip -j -d -s link alone', () => run(['ip', '-j', '-d', '-s', 'link', 'show']), options);

  bench('a poll: every fast source', async () => void (await reader.poll(60_000)), options);

  bench(
    'after an edit: links, lists, networks, one VM',
    async () => void (await reader.readFor({ domains: uuids.slice(0, 1) })),
    options,
  );

  bench('the slow sources', async () => void (await reader.pollSlow()), options);

  bench(
    'instead: a virsh process for the domiflist of each VM',
    async () => {
      for (const uuid of uuids) await run([...READ_ONLY, 'domiflist', uuid]);
    },
    { ...options, iterations: 4, warmupIterations: 0 },
  );
});

async function run(argv: readonly [string, ...string[]]): Promise<void> {
  await host.run({ argv }, LIMITS);
}
