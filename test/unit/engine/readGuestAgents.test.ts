import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeDomain, uuid } from './support/fakeLibvirt.ts';
import { reportOf } from './support/reports.ts';
import { gate, printed } from './support/scriptedHost.ts';
import { scriptedReader } from './support/scriptedReader.ts';

describe('guest agents', () => {
  const ANSWER = ' eth0       52:54:00:00:00:01    ipv4         10.0.0.7/24\n';

  /** A host whose read-write virsh answers `domifaddr` of each UUID with a text, and hangs at `null`. */
  function withAgents(answers: Readonly<Record<string, string | null>>) {
    const parts = scriptedReader();
    parts.libvirt.domains = Object.keys(answers).map((id, index) =>
      fakeDomain(0, { uuid: id, name: `vm ${index}`, agent: 'connected' }),
    );
    const questions: string[][] = [];
    parts.host.script('virsh', (argv) => {
      if (argv.includes('-r')) return parts.libvirt.run(argv);
      const asked: string[] = [];
      questions.push(asked);
      let stdout = '';
      for (const part of argv.at(-1)?.split('; ') ?? []) {
        const id = /^domifaddr (\S+) --source agent --full$/.exec(part)?.[1];
        const answer = id === undefined ? (/'(.*)'/.exec(part)?.[1] ?? '') : answers[id];
        if (id !== undefined) asked.push(id);
        if (answer === null) return { kind: 'timed-out', afterMs: 15_000, stdout, stderr: '' };
        stdout += answer;
      }
      return printed(stdout);
    });
    return { ...parts, questions };
  }

  it('tell the addresses of their guests', async () => {
    const { reader } = withAgents({ [uuid(1)]: ANSWER });
    expect((await reader.read()).agentAddresses).toEqual([
      { domain: uuid(1), mac: '52:54:00:00:00:01', address: '10.0.0.7' },
    ]);
  });

  it('are asked all in one process, and only where one is connected', async () => {
    const { reader, libvirt, questions } = withAgents({ [uuid(1)]: ANSWER, [uuid(2)]: ANSWER });
    libvirt.domains.push(
      fakeDomain(3),
      fakeDomain(4, { agent: 'disconnected' }),
      fakeDomain(5, { agent: 'connected', state: 'paused' }),
      fakeDomain(6, { agent: 'connected', state: 'shut off' }),
    );
    await reader.read();
    expect(questions).toEqual([[uuid(1), uuid(2)]]);
  });

  it('that hang hold up only the others behind them once, and are then left alone for five minutes', async () => {
    const { reader, questions, clock } = withAgents({
      [uuid(1)]: ANSWER,
      [uuid(2)]: null,
      [uuid(3)]: ANSWER,
    });
    const first = await reader.read();
    expect(first.agentAddresses.map(({ domain }) => domain)).toEqual([uuid(1)]);
    expect(reportOf(first, 'guest-agent')).toMatchObject({
      status: 'partial',
      message: 'The guest agent of “vm 1” did not answer.',
    });
    const second = await reader.pollSlow();
    expect(second.agentAddresses.map(({ domain }) => domain)).toEqual([uuid(1), uuid(3)]);
    clock.now += 5 * 60_000;
    await reader.pollSlow();
    expect(questions).toEqual([
      [uuid(1), uuid(2)],
      [uuid(1), uuid(3)],
      [uuid(1), uuid(2)],
    ]);
  });

  it('that fail do not keep an address that may be wrong by now', async () => {
    const answers: Record<string, string | null> = { [uuid(1)]: ANSWER };
    const { reader } = withAgents(answers);
    await reader.read();
    answers[uuid(1)] = '';
    const snapshot = await reader.pollSlow();
    expect(snapshot.agentAddresses).toEqual([]);
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('partial');
  });

  it('are not to blame when libvirtd dies', async () => {
    const { reader, host, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    const before = await reader.read();
    const died = 'error: Disconnected from qemu:///system due to end of file\n';
    const echoed = (argv: readonly string[]) =>
      [...(argv.at(-1) ?? '').matchAll(/\[patchbay \w+ \d+\]/g)].join('');
    host.script('virsh', (argv) => (argv.includes('-r') ? libvirt.run(argv) : printed(echoed(argv), died)));
    const after = await reader.pollSlow();
    expect(reportOf(after, 'guest-agent')?.status).toBe('failed');
    expect(after.agentAddresses).toEqual(before.agentAddresses);
  });

  it('are forgotten with their VM', async () => {
    const { reader, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    await reader.read();
    libvirt.domains = [];
    const snapshot = await reader.read();
    expect(snapshot.agentAddresses).toEqual([]);
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('ok');
  });

  it.each([
    ['a member of libvirt', 'jo adm libvirt sudo\n', 'ok'],
    ['anybody else', 'jo adm libvirtish sudo\n', 'denied'],
  ])('are asked for %s: nobody is ever asked for a password', async (_, groups, status) => {
    const { reader, host, questions } = withAgents({ [uuid(1)]: ANSWER });
    host.script('id', (argv) => printed(argv.includes('-u') ? '1000\n' : groups));
    expect(reportOf(await reader.read(), 'guest-agent')?.status).toBe(status);
    expect(questions).toHaveLength(status === 'ok' ? 1 : 0);
  });

  it('do not hold up a command line that reads once', async () => {
    const { reader, host, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    const hung = gate<void>();
    host.script('virsh', async (argv) => {
      if (!argv.includes('-r')) await hung.promise;
      return libvirt.run(argv);
    });
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const reading = reader.read();
    await vi.advanceTimersByTimeAsync(3000);
    const snapshot = await reading;
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('pending');
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe('ok');
    hung.open();
  });
});
