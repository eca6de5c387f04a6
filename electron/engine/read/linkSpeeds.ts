import type { Link } from '#shared/host/link.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import type { Reading } from './source.ts';
import { exitTrouble, GREP, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

/** Mbit/s by link name, of cards and bonds: what other devices report as their speed is made up by their drivers. */
export async function readLinkSpeeds(
  host: ReadHost,
  links: readonly Link[],
  signal: AbortSignal | undefined,
): Promise<Reading<Readonly<Record<string, number>>>> {
  const files = links
    .filter(({ infoKind, linkType }) => linkType === 'ether' && (infoKind === '' || infoKind === 'bond'))
    .map(({ name }) => `/sys/class/net/${name}/speed`);
  if (files.length === 0) return { status: 'ok', facts: {} };
  const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const outcome = await host.run({ argv: ['grep', '-sH', '', ...files] }, limits);
  if (outcome.kind === 'cancelled') return { status: 'cancelled' };
  if (outcome.kind !== 'exited') return troubleOf(outcome, GREP);
  // Exit codes 1 and 2 are usual: the speed of a card without a link cannot be read.
  if (outcome.stderr !== '') return exitTrouble('grep', outcome.exitCode, outcome.stderr, null);
  const speeds = parseLinkSpeeds(outcome.stdout);
  return speeds.ok ? readingOf('grep', speeds) : unparsableTrouble(speeds.message);
}
