import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { takeCapture } from '#electron/engine/capture.ts';
import { Reader } from '#electron/engine/reader.ts';
import { anonymous } from '#electron/hosts/capture/anonymous.ts';
import { writeCapture } from '#electron/hosts/capture/file.ts';
import type { Capture } from '#electron/hosts/capture/format.ts';
import { replayHost } from '#electron/hosts/capture/replay.ts';
import { vocabulary } from '#electron/hosts/capture/vocabulary.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';

const key = Buffer.from('the same each time');

function captureOf(stdout: string, argv: readonly string[] = ['ip', '-j', 'link', 'show']): Capture {
  const outcome = { kind: 'exited', exitCode: 0, stdout, stderr: '' } as const;
  return {
    format: 'patchbay-capture',
    version: 1,
    host: 'ssh://somebody@somewhere',
    takenAt: '2026-11-28T12:00:00.000Z',
    answers: [{ kind: 'command', argv: [...argv], outcome }],
  };
}

/** What a text becomes. */
function made(text: string): string {
  const [answer] = anonymous(captureOf(text), key).answers;
  return answer?.kind === 'command' && 'stdout' in answer.outcome ? answer.outcome.stdout : '';
}

const letters = [...'abcdefghijklmnopqrstuvwxyzäöüéßøжд中'];
const word = fc
  .array(fc.constantFrom(...letters), { minLength: 4, maxLength: 12 })
  .map((each) => each.join(''))
  .filter((text) => !vocabulary.has(text));
const separator = fc.constantFrom(
  '-',
  '_',
  '.',
  ' ',
  '/',
  '"',
  "'",
  ':',
  '=',
  ',',
  '\n',
  '<',
  '>',
  '&',
  '0',
  '12',
);

describe('an anonymous capture', () => {
  it('has no word of more than three letters that was somebody’s own', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, separator), { minLength: 1, maxLength: 30 }), (pieces) => {
        const text = pieces.map(([own, mark]) => own + mark).join('');
        const capture = anonymous({ ...captureOf(text, ['virsh', text]), host: text }, key);
        const left = JSON.stringify(capture).toLowerCase();
        for (const [own] of pieces) expect(left).not.toContain(own);
      }),
      { numRuns: 300 },
    );
  });

  it('has the same stand-in everywhere, of as many letters, large where the word was', () => {
    const [first, second, other] = made('Gretchen gretchen heinrich').split(' ');
    expect(first?.toLowerCase()).toBe(second);
    expect(first).toMatch(/^[A-Z][a-z]{7}$/);
    expect(other).not.toBe(second);
  });

  it('keeps the words of the tools, and what the kernel calls its links', () => {
    const text = '"ifname":"vnet12","master":"virbr0" enp3s0f0np0 vethc0de42a tap100i0 x86_64 type=bridge';
    expect(made(text)).toBe(text);
  });

  it('keeps of a MAC the vendor, and that a TAP’s is made of its guest’s', () => {
    const [guest = '', tap = '', id = ''] = made(
      '52:54:00:aa:b1:07 fe:54:00:aa:b1:07 8000.52:54:0:aa:b1:7',
    ).split(' ');
    expect(guest).toMatch(/^52:54:00:/);
    expect(guest).not.toBe('52:54:00:aa:b1:07');
    expect(tap).toBe(guest.replace(/^52/, 'fe'));
    expect(
      id
        .replace('8000.', '')
        .split(':')
        .map((part) => part.padStart(2, '0'))
        .join(':'),
    ).toBe(guest);
  });

  it('leaves a MAC that is nobody’s', () => {
    const text = 'ff:ff:ff:ff:ff:ff 00:00:00:00:00:00 01:00:5e:00:00:fb 52:54:00:12:34:56';
    expect(made(text)).toBe(text);
  });

  it('leaves addresses in one subnet in one, and what is no one’s as it is', () => {
    const [one = '', other = '', net = ''] = made('192.168.7.10 192.168.7.200 192.168.7.0/24').split(' ');
    const prefix = one.replace(/\.\d+$/, '');
    expect(one).toMatch(/^192\.168\.\d+\.10$/);
    expect([other, net]).toEqual([`${prefix}.200`, `${prefix}.0/24`]);
    expect(made('0.0.0.0/0 127.0.0.1 255.255.255.0 ::1 224.0.0.251 fe80::/64')).toBe(
      '0.0.0.0/0 127.0.0.1 255.255.255.0 ::1 224.0.0.251 fe80::/64',
    );
    const [six = '', near = ''] = made('2001:db8:7:1::10 2001:db8:7:1::11').split(' ');
    expect(six).not.toContain('db8:7:1');
    expect(six.replace(/::10$/, '')).toBe(near.replace(/::11$/, ''));
  });

  it('holds no password, container’s id or UUID', () => {
    const secrets = ['aKz81f93', '9f86d081884c7d659a2feaa0c55ad015', '1ab00000-0000-4000-8000-0000000000d7'];
    const text = made(secrets.join(' '));
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).toMatch(/ [0-9a-f]{32} [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
  });

  it('shows the same picture, with the same findings, under other names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'patchbay-anonymous-'));
    const host = demoHost();
    const shown = async (capture: Capture) => {
      const file = join(folder, 'one.json');
      await writeCapture(file, capture);
      const replay = await replayHost(file);
      const snapshot = await new Reader(replay).readToEnd();
      const topology = buildTopology(snapshot, 1);
      const { findings, notChecked } = findFindings(snapshot, topology);
      await replay.close();
      const count = (kinds: readonly string[]) =>
        Object.fromEntries(
          kinds.toSorted().map((kind) => [kind, kinds.filter((each) => each === kind).length]),
        );
      return {
        sources: topology.sources.map(({ name, status }) => `${name} ${status}`),
        nodes: count(topology.nodes.map(({ kind }) => kind)),
        edges: count(topology.edges.map(({ kind }) => kind)),
        evidence: count(topology.edges.flatMap(({ evidence }) => evidence)),
        conflicts: count(topology.edges.flatMap(({ conflicts }) => conflicts.map(({ code }) => code))),
        findings: count(findings.map(({ code }) => code)),
        notChecked: notChecked.map(({ code }) => code),
      };
    };
    const { capture } = await takeCapture(host);
    const hidden = anonymous(capture, key);
    expect(await shown(hidden)).toEqual(await shown(capture));
    for (const own of ['pihole', 'jellyfin', 'grafana', '52:54:00:53:53:53'])
      expect(JSON.stringify(hidden)).not.toContain(own);
    await host.close();
    await rm(folder, { recursive: true });
  });
});
