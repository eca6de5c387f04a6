import { expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Reader } from '#electron/engine/reader.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';

it('the demo’s firewall and its settings are read, and healthy', async () => {
  const host = demoHost();
  const snapshot = await new Reader(host).readToEnd();
  await host.close();
  const { findings, notChecked } = findFindings(snapshot, buildTopology(snapshot, 1));
  const ours = new Set<string>(['forward-drop', 'bridge-nf', 'ip-forward-off', 'rp-filter-asymmetric']);
  expect(snapshot.firewall?.chains.length).toBeGreaterThan(0);
  expect(findings.filter(({ code }) => ours.has(code))).toEqual([]);
  expect(notChecked.filter(({ code }) => ours.has(code))).toEqual([]);
});
