import { expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import { Reader } from '#electron/engine/reader.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';

async function findingsOf(healthy: boolean) {
  const host = demoHost({ lab: homelab(healthy), pace: 0 });
  const snapshot = await new Reader(host).readToEnd();
  await host.close();
  return findFindings(snapshot, buildTopology(snapshot, 1));
}

it('has no warning and no error, with every rule checked that one reading is enough for', async () => {
  const { findings, notChecked } = await findingsOf(true);
  expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
  // What rises takes two readings.
  expect(notChecked.map(({ code }) => code)).toEqual(['errors-or-drops-rising']);
});

it('is the homelab, in which something of each gravity is wrong', async () => {
  const { findings } = await findingsOf(false);
  expect(new Set(findings.map(({ severity }) => severity))).toEqual(new Set(['error', 'warning', 'info']));
});
