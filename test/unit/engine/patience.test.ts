import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { patienceAsked } from '#electron/engine/session/patienceSetting.ts';
import type { RunLimits } from '#electron/hosts/host.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { settingsSchema } from '#shared/kept.ts';
import { printed } from './support/scriptedHost.ts';
import { RECORDED, recordedName, scriptedReader } from './support/scriptedReader.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const settings = { version: 1, theme: 'system', pollMs: 2000 };

/** A host whose `ip link` takes as long as a test says; everything else answers at once. */
function slowLinks(patience?: number) {
  const parts = scriptedReader();
  if (patience !== undefined) Object.assign(parts.host, { patience });
  const link = { takesMs: 0, limits: [] as number[] };
  parts.host.script('ip', async (argv, limits) =>
    recordedName(argv) === 'link'
      ? answerAfter(link.takesMs, limits, link.limits, patience ?? 1)
      : printed(RECORDED[recordedName(argv)] ?? ''),
  );
  const read = async (): Promise<HostSnapshot> => {
    const reading = parts.reader.read();
    await vi.advanceTimersByTimeAsync(600_000);
    return reading;
  };
  return { ...parts, link, read };
}

/** As the local host does: what was asked for is multiplied by its patience. */
function answerAfter(
  takesMs: number,
  { timeoutMs }: RunLimits,
  limits: number[],
  patience: number,
): Promise<RunOutcome> {
  const limitMs = timeoutMs * patience;
  limits.push(limitMs);
  const outcome: RunOutcome =
    takesMs <= limitMs
      ? printed(RECORDED.link ?? '')
      : { kind: 'timed-out', afterMs: limitMs, stdout: '', stderr: '' };
  return new Promise((resolve) => setTimeout(resolve, Math.min(takesMs, limitMs), outcome));
}

function reportOf({ sources }: HostSnapshot, name: SourceName = 'ip-link') {
  return sources.find((source) => source.name === name);
}

describe('a source of a slow host', () => {
  it('gets twice its limit at first, when everything is started at once', async () => {
    const { link, read } = slowLinks();
    link.takesMs = 18_000;
    expect(reportOf(await read())).toMatchObject({ status: 'ok', neededMs: 18_000 });
    expect(link.limits).toEqual([20_000]);
  });

  it('gets a multiple of what it lately needed, and less once it is fast again', async () => {
    const { link, read } = slowLinks();
    link.takesMs = 8000;
    await read();
    link.takesMs = 20_000;
    expect(reportOf(await read())).toMatchObject({ status: 'ok' });
    expect(link.limits).toEqual([20_000, 24_000]);
    link.takesMs = 0;
    for (let reads = 0; reads < 30; reads += 1) await read();
    expect(link.limits.at(-1)).toBe(10_000);
  });

  it('that has become slow is read by the second reading, which waits longer', async () => {
    const { link, read } = slowLinks();
    await read();
    link.takesMs = 15_000;
    expect(reportOf(await read())).toMatchObject({ status: 'timed-out' });
    expect(reportOf(await read())).toMatchObject({ status: 'ok', message: '', neededMs: 15_000 });
    expect(link.limits).toEqual([20_000, 10_000, 20_000]);
  });

  it('that is dead is told to be so, after limits that do not grow for ever', async () => {
    const { link, read } = slowLinks();
    await read();
    link.takesMs = Number.POSITIVE_INFINITY;
    for (let reads = 0; reads < 6; reads += 1) {
      expect(reportOf(await read())).toMatchObject({ status: 'timed-out', factsFrom: expect.any(String) });
    }
    expect(link.limits).toEqual([20_000, 10_000, 20_000, 40_000, 40_000, 40_000, 40_000]);
  });

  it('is never waited for longer than a minute, or the host’s patience times that', async () => {
    for (const patience of [1, 6]) {
      const { link, read } = slowLinks(patience);
      link.takesMs = 19_000 * patience;
      await read();
      link.takesMs = Number.POSITIVE_INFINITY;
      for (let reads = 0; reads < 3; reads += 1) await read();
      expect(link.limits).toEqual([20_000, 57_000, 60_000, 60_000].map((ms) => ms * patience));
    }
  });

  it('costs the other sources nothing', async () => {
    const { host, link, read } = slowLinks();
    link.takesMs = Number.POSITIVE_INFINITY;
    const limits: number[] = [];
    host.script('bridge', (_, { timeoutMs }) => {
      limits.push(timeoutMs);
      return printed('[]');
    });
    for (let reads = 0; reads < 3; reads += 1) {
      expect(reportOf(await read(), 'bridge-fdb')?.status).toBe('ok');
    }
    expect(limits).toEqual([20_000, 10_000, 10_000]);
  });

  it('is told to be under way once it takes longer than the last time, with the facts from before', async () => {
    const { reader, link, read, clock } = slowLinks();
    link.takesMs = 3000;
    await read();
    clock.now += 60_000;
    link.takesMs = 10_000;
    const reading = reader.read();
    await vi.advanceTimersByTimeAsync(4000);
    expect(reportOf(reader.snapshot())?.readingSince).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1000);
    expect(reportOf(reader.snapshot())).toEqual({
      name: 'ip-link',
      status: 'ok',
      message: '',
      advice: '',
      factsFrom: '2026-11-20T12:00:00.000Z',
      readingSince: '2026-11-20T12:01:00.000Z',
      neededMs: 3000,
    });
    expect(reader.snapshot().links).not.toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    const after = reportOf(await reading);
    expect(after).toMatchObject({ factsFrom: '2026-11-20T12:01:00.000Z', neededMs: 10_000 });
    expect(after?.readingSince).toBeUndefined();
  });

  it('says how long it was waited for, and what to set', async () => {
    const { link, read } = slowLinks();
    link.takesMs = Number.POSITIVE_INFINITY;
    expect(reportOf(await read())).toMatchObject({
      message: 'ip did not answer within 20 s.',
      advice: 'Retrying… If this host is just slow, start Patchbay with PATCHBAY_PATIENCE=3.',
    });
    const patient = slowLinks(6);
    patient.link.takesMs = Number.POSITIVE_INFINITY;
    expect(reportOf(await patient.read())).toMatchObject({
      message: 'ip did not answer within 120 s.',
      advice: expect.stringContaining('PATCHBAY_PATIENCE=18.'),
    });
    const most = slowLinks(60);
    most.link.takesMs = Number.POSITIVE_INFINITY;
    const reading = most.reader.read();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(reportOf(await reading)?.advice).toBe('Retrying…');
  });
});

describe('a capture', () => {
  it('waits until each source has ended, however slow the host is', async () => {
    const { reader, host } = scriptedReader();
    host.script('find', async () => {
      await new Promise((resolve) => setTimeout(resolve, 100_000));
      return printed('');
    });
    const reading = reader.readToEnd();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(reportOf(await reading, 'tap-holders')).toMatchObject({ status: 'ok', neededMs: 100_000 });
  });
});

describe('PATCHBAY_PATIENCE', () => {
  it.each([
    ['3', 3],
    ['2.5', 2.5],
    ['1', 1],
    ['60', 60],
    [' 6 ', 6],
    ['', undefined],
    [undefined, undefined],
  ])('may be %j', (PATCHBAY_PATIENCE, patience) => {
    expect(patienceAsked({ PATCHBAY_PATIENCE })).toBe(patience);
  });

  it.each(['0', '0.5', '61', '-3', 'much', '3x', '1e1', 'Infinity', 'NaN', '0x10', '3,5'])(
    'is refused where it is %s',
    (PATCHBAY_PATIENCE) => {
      expect(() => patienceAsked({ PATCHBAY_PATIENCE })).toThrow(
        'PATCHBAY_PATIENCE takes a number from 1 to 60, such as 3 or 2.5.',
      );
    },
  );

  it('has its like in the settings, which may lack it', () => {
    expect(settingsSchema.parse(settings).patience).toBeUndefined();
    expect(settingsSchema.parse({ ...settings, patience: 2.5 }).patience).toBe(2.5);
    for (const patience of [0, 61, '3', null]) {
      expect(settingsSchema.safeParse({ ...settings, patience }).success).toBe(false);
    }
  });
});
