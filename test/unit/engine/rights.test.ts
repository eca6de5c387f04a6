import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Rights } from '#electron/engine/rights/rights.ts';
import { bareHost } from '#electron/hosts/bareHost.ts';
import type { Host } from '#electron/hosts/host.ts';
import { helperCommandLine } from '#electron/hosts/local/helperPlace.ts';
import type { Command, RunOutcome } from '#shared/host/command.ts';

const plug: Command = { argv: ['ip', 'link', 'set', 'dev', 'vnet7', 'master', "br'0"] };
const free: Command = { argv: ['ip', 'link', 'set', 'dev', 'vnet7', 'nomaster'] };

function exited(exitCode: number, stderr = '', stdout = ''): RunOutcome {
  return { kind: 'exited', exitCode, stdout, stderr };
}

/** How a program that gives rights behaves: it ends as given, or starts the helper, which answers so. */
type Behaviour = RunOutcome | ((request: { id: number }) => object | 'nothing') | 'prompts';

/** A host of an ordinary user, on which each program behaves as given; what is not given is missing. */
class Stage {
  readonly started: string[] = [];
  readonly asked: unknown[] = [];
  ended = 0;
  uid = '1000';
  readonly host: Host;
  /** Ends the helper that runs. */
  die = (_outcome: RunOutcome): void => {};

  constructor(programs: Readonly<Record<string, Behaviour>>) {
    this.host = {
      ...bareHost,
      name: 'local',
      helper: helperCommandLine(),
      editable: true,
      run: async ({ argv }) => {
        if (argv[0] === 'id') return exited(0, '', `${this.uid}\n`);
        this.started.push(argv.join(' '));
        return exited(0);
      },
      talk: (command, onLine, onEnd) => {
        const [program] = command.argv;
        this.started.push(command.argv.join(' '));
        const behaviour = programs[program] ?? { kind: 'missing', program };
        let isOver = false;
        const end = (outcome: RunOutcome) => {
          if (isOver) return;
          isOver = true;
          onEnd(outcome);
        };
        this.die = end;
        queueMicrotask(() => {
          if (typeof behaviour === 'function') onLine('{"patchbay":1}');
          else if (behaviour !== 'prompts') end(behaviour);
        });
        return {
          say: (line) => {
            const request = JSON.parse(line);
            this.asked.push(request);
            const answer = typeof behaviour === 'function' ? behaviour(request) : 'nothing';
            if (answer !== 'nothing') queueMicrotask(() => onLine(JSON.stringify(answer)));
          },
          end: () => {
            this.ended += 1;
            end({ kind: 'cancelled' });
          },
        };
      },
      follow: () => ({ stop: () => {} }),
      close: async () => {},
    };
  }
}

const works = ({ id }: { id: number }) => ({ id, exitCode: 0, stdout: '', stderr: '' });
const noAgent = exited(127, 'Error executing command as another user: No authentication agent found.\n');
const noPassword = exited(1, 'sudo: a password is required\n');
const limits = { timeoutMs: 1000 };

describe('rights', () => {
  it("never raises virsh: libvirt's own rights decide", async () => {
    const stage = new Stage({ pkexec: works });
    await new Rights(stage.host).run({ argv: ['virsh', 'list'] }, 'libvirt', limits);
    expect(stage.started).toEqual(['virsh list']);
  });

  it('runs links directly as root', async () => {
    const stage = new Stage({ pkexec: works });
    stage.uid = '0';
    const ran = await new Rights(stage.host).run(plug, 'net-admin', limits);
    expect(ran).toEqual({ kind: 'ran', command: plug, outcome: exited(0) });
    expect(stage.started).toEqual(["ip link set dev vnet7 master br'0"]);
  });

  it('prompts once for all commands of an edit, and ends the helper with it', async () => {
    const stage = new Stage({ pkexec: works, sudo: works });
    const rights = new Rights(stage.host);
    expect(await rights.run(free, 'net-admin', limits)).toMatchObject({ kind: 'ran', elevation: 'pkexec' });
    expect(await rights.run(plug, 'net-admin', limits)).toMatchObject({
      command: plug,
      outcome: { exitCode: 0 },
    });
    expect(stage.ended).toBe(0);
    rights.close();
    expect(stage.ended).toBe(1);
    expect(stage.started).toHaveLength(1);
    expect(stage.started[0]).toMatch(
      /^pkexec --disable-internal-agent \/\S*node \/\S*electron\/helper\/helper\.mjs$/,
    );
    expect(stage.asked).toEqual([
      { id: 1, verb: 'set-nomaster', link: 'vnet7' },
      { id: 2, verb: 'set-master', link: 'vnet7', master: "br'0" },
    ]);
  });

  describe('at a terminal', () => {
    const atTerminal = async (programs: ConstructorParameters<typeof Stage>[0]) => {
      const stage = new Stage(programs);
      const ran = await new Rights(stage.host, 'terminal').run(plug, 'net-admin', limits);
      return { ran, asked: stage.started.map((line) => line.replace(/ \S*node \S*helper\.mjs$/, '')) };
    };

    it('lets pkexec ask on it', async () => {
      const { ran, asked } = await atTerminal({ sudo: noPassword, pkexec: works });
      expect(ran).toMatchObject({ kind: 'ran', elevation: 'pkexec' });
      expect(asked).toEqual(['sudo -n', 'pkexec']);
    });

    it('asks nobody whom sudo asks for nothing', async () => {
      const { ran, asked } = await atTerminal({ sudo: works, pkexec: 'prompts' });
      expect(ran).toMatchObject({ kind: 'ran', elevation: 'sudo' });
      expect(asked).toEqual(['sudo -n']);
    });

    it('lets sudo ask where there is no pkexec, or it would not', async () => {
      const { ran, asked } = await atTerminal({ sudo: noPassword });
      expect(ran).toMatchObject({
        kind: 'refused',
        message:
          'Changing a link takes root’s rights, and neither pkexec (not installed) nor sudo (a password is required) gave them.',
      });
      expect(asked).toEqual(['sudo -n', 'pkexec', 'sudo']);
    });

    it('asks no further when the prompt was dismissed', async () => {
      const { ran, asked } = await atTerminal({ sudo: noPassword, pkexec: exited(126) });
      expect(ran.kind).toBe('dismissed');
      expect(asked).toEqual(['sudo -n', 'pkexec']);
    });
  });

  it('starts nothing for an edit that needs none', () => {
    const stage = new Stage({ pkexec: works });
    new Rights(stage.host).close();
    expect(stage.started).toEqual([]);
  });

  it('passes on what ip said under pkexec', async () => {
    const stage = new Stage({
      pkexec: ({ id }) => ({ id, exitCode: 2, stdout: '', stderr: 'Cannot find device "br9"' }),
      sudo: works,
    });
    const ran = await new Rights(stage.host).run(plug, 'net-admin', limits);
    expect(ran).toMatchObject({ kind: 'ran', outcome: { exitCode: 2, stderr: 'Cannot find device "br9"' } });
    expect(stage.started).toHaveLength(1);
  });

  it('goes on to sudo where no agent asks for a password', async () => {
    const stage = new Stage({ pkexec: noAgent, sudo: works });
    expect(await new Rights(stage.host).run(plug, 'net-admin', limits)).toMatchObject({ elevation: 'sudo' });
    expect(stage.started[1]).toMatch(/^sudo -n \//);
  });

  it('asks before the first command where it is told to, once, whatever the answer', async () => {
    const never = new AbortController().signal;
    for (const pkexec of [works, exited(126)]) {
      const stage = new Stage({ pkexec });
      const rights = new Rights(stage.host);
      expect(await rights.prepare(never)).toBe(true);
      expect(stage.asked).toEqual([]);
      const ran = await rights.run(free, 'net-admin', limits);
      expect(ran.kind).toBe(pkexec === works ? 'ran' : 'dismissed');
      expect(stage.started).toHaveLength(1);
    }
    const root = new Stage({});
    root.uid = '0';
    expect(await new Rights(root.host).prepare(never)).toBe(false);
    expect(root.started).toEqual([]);
  });

  it('takes a closed prompt for a no, and asks nobody else', async () => {
    const stage = new Stage({ pkexec: exited(126), sudo: works });
    expect((await new Rights(stage.host).run(plug, 'net-admin', limits)).kind).toBe('dismissed');
    expect(stage.started).toHaveLength(1);
  });

  it.each([
    ['No authentication agent found.\n', 'No authentication agent found'],
    ['Not authorized\n\nThis incident has been reported.\n', 'Not authorized'],
  ])('offers the command to copy where nobody gives the rights, and says why', async (why, told) => {
    const stage = new Stage({
      pkexec: exited(127, `Error executing command as another user: ${why}`),
      sudo: noPassword,
    });
    expect(await new Rights(stage.host).run(plug, 'net-admin', limits)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining(`pkexec (${told}) nor sudo (a password is required)`),
      advice: expect.stringContaining("sudo ip link set dev vnet7 master 'br'\\''0'"),
    });
  });

  it('says so where neither is installed, may be run, or can read the helper', async () => {
    const missing = await new Rights(new Stage({}).host).run(plug, 'net-admin', limits);
    expect(missing).toMatchObject({
      message: expect.stringContaining('pkexec (not installed) nor sudo (not installed)'),
    });
    const denied: RunOutcome = { kind: 'denied', program: 'pkexec', message: 'spawn pkexec EACCES' };
    const unreadable = exited(1, "node:internal/modules: Cannot find module '/nfs/helper.mjs'\n    at x");
    const refused = await new Rights(new Stage({ pkexec: denied, sudo: unreadable }).host).run(
      plug,
      'net-admin',
      limits,
    );
    expect(refused).toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/pkexec \(spawn pkexec EACCES\) nor sudo \(.*Cannot find module/),
    });
  });

  it('says so on a host where no helper can be started', async () => {
    const { talk: _, ...mute } = new Stage({ pkexec: works }).host;
    expect(await new Rights(mute).run(plug, 'net-admin', limits)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('can start no helper on this host'),
    });
  });

  it('asks the helper for nothing but its verbs', async () => {
    const stage = new Stage({ pkexec: works });
    for (const argv of [
      ['ip', 'netns', 'del', 'lan'],
      ['ip', 'link', 'set', 'dev', 'vnet7', 'up', 'mtu', '9000'],
      ['sh', '-c', 'true'],
    ] as const)
      expect((await new Rights(stage.host).run({ argv }, 'net-admin', limits)).kind).toBe('refused');
    expect(stage.started).toEqual([]);
  });
});

describe('a helper', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it('that ends in the middle is told, and started anew at the next command', async () => {
    let answers: 'nothing' | typeof works = 'nothing';
    const stage = new Stage({ sudo: (request) => (answers === 'nothing' ? 'nothing' : answers(request)) });
    const rights = new Rights(stage.host);
    const running = rights.run(plug, 'net-admin', limits);
    await vi.waitFor(() => expect(stage.asked).toHaveLength(1));
    stage.die(exited(1, 'killed\n'));
    expect(await running).toMatchObject({
      outcome: { kind: 'failed', message: expect.stringContaining('killed') },
    });
    answers = works;
    expect(await rights.run(plug, 'net-admin', limits)).toMatchObject({ outcome: { exitCode: 0 } });
    expect(stage.started.filter((line) => line.startsWith('sudo'))).toHaveLength(2);
  });

  it.each([
    [exited(0), 'Patchbay’s helper ended without an answer (exit code 0).'],
    [
      exited(1, 'The "path" argument must be of type string.\n'),
      'Patchbay’s helper has ended: The "path" argument must be of type string.',
    ],
  ])('that ends instead of an answer is told as that', async (outcome, message) => {
    const stage = new Stage({ pkexec: () => 'nothing' });
    const rights = new Rights(stage.host);
    const ran = rights.run(plug, 'net-admin', limits);
    await vi.waitFor(() => expect(stage.asked).toHaveLength(1));
    stage.die(outcome);
    expect(await ran).toMatchObject({ kind: 'ran', outcome: { kind: 'failed', message } });
  });

  it('that ends well before it serves anything is told as that', async () => {
    const stage = new Stage({ pkexec: exited(0), sudo: exited(0) });
    expect(await new Rights(stage.host).run(plug, 'net-admin', limits)).toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('pkexec (it ended without an answer, exit code 0)'),
    });
  });

  it('that does not answer is not waited for, and its late answer is nobody else’s', async () => {
    const stage = new Stage({ pkexec: () => 'nothing' });
    const running = new Rights(stage.host).run(plug, 'net-admin', limits);
    await vi.advanceTimersByTimeAsync(limits.timeoutMs + 1);
    expect(await running).toMatchObject({ outcome: { kind: 'timed-out', afterMs: limits.timeoutMs } });
    expect(stage.ended).toBe(1);
  });

  it('is given the patience of its host', async () => {
    const { host } = new Stage({ pkexec: () => 'nothing' });
    const running = new Rights({ ...host, patience: 6 }).run(plug, 'net-admin', limits);
    const ended = vi.fn();
    void running.then(ended);
    await vi.advanceTimersByTimeAsync(6 * limits.timeoutMs - 10);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(20);
    expect(await running).toMatchObject({ outcome: { kind: 'timed-out', afterMs: 6 * limits.timeoutMs } });
  });

  it('that says what is no answer is not understood', async () => {
    const stage = new Stage({ pkexec: ({ id }) => ({ id: id + 1, exitCode: 0, stdout: '', stderr: '' }) });
    const running = new Rights(stage.host).run(plug, 'net-admin', limits);
    await vi.advanceTimersByTimeAsync(limits.timeoutMs + 1);
    expect(await running).toMatchObject({ outcome: { kind: 'timed-out' } });
  });

  it('whose prompt stays open for two minutes was not allowed; sudo is not asked then', async () => {
    const stage = new Stage({ pkexec: 'prompts', sudo: works });
    const running = new Rights(stage.host).run(plug, 'net-admin', limits);
    await vi.advanceTimersByTimeAsync(120_001);
    expect((await running).kind).toBe('dismissed');
    expect([stage.ended, stage.started.length]).toEqual([1, 1]);
  });

  it('is not prompted for any more once the user cancels the edit', async () => {
    const stage = new Stage({ pkexec: 'prompts', sudo: works });
    const abort = new AbortController();
    const running = new Rights(stage.host).run(plug, 'net-admin', { ...limits, signal: abort.signal });
    await vi.advanceTimersByTimeAsync(10);
    abort.abort();
    expect(await running).toMatchObject({ kind: 'ran', outcome: { kind: 'cancelled' } });
    expect([stage.ended, stage.started.length]).toEqual([1, 1]);
  });
});

describe('on a host without a helper, where sudo may run what takes root’s rights', () => {
  const there = (outcome: RunOutcome) => {
    const ran: string[] = [];
    const host: Host = {
      ...bareHost,
      name: 'ssh://nas',
      editable: true,
      sudo: true,
      run: async ({ argv }) => {
        if (argv[0] === 'id') return exited(0, '', '1000\n');
        ran.push(argv.join(' '));
        return outcome;
      },
      follow: () => ({ stop: () => {} }),
      close: async () => {},
    };
    return { rights: new Rights(host), ran };
  };

  it('runs it through sudo, which asks nobody', async () => {
    const { rights, ran } = there(exited(0));
    expect(await rights.prepare(new AbortController().signal)).toBe(false);
    expect(await rights.run(free, 'net-admin', { timeoutMs: 1000 })).toMatchObject({
      kind: 'ran',
      command: free,
      elevation: 'sudo',
    });
    expect(ran).toEqual(['sudo -n -- ip link set dev vnet7 nomaster']);
  });

  it('tells how the command failed, which is not sudo’s doing', async () => {
    const { rights } = there(exited(2, 'RTNETLINK answers: Device or resource busy\n'));
    expect(await rights.run(free, 'net-admin', { timeoutMs: 1000 })).toMatchObject({
      kind: 'ran',
      outcome: { exitCode: 2 },
    });
  });

  it.each([exited(1, 'sudo: a password is required\n'), { kind: 'missing', program: 'sudo' } as const])(
    'offers the command to copy where it does not: %j',
    async (outcome) => {
      const { rights } = there(outcome);
      expect(await rights.run(free, 'net-admin', { timeoutMs: 1000 })).toMatchObject({
        kind: 'refused',
        advice: expect.stringContaining('sudo ip link set dev vnet7 nomaster'),
      });
    },
  );
});
