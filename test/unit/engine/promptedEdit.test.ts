import { afterEach, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Engine } from '#electron/engine/engine.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import { linkId } from '#shared/topology/model.ts';

// An ordinary user's edit waits for a password. The host goes on meanwhile.

const plug: Edit = { kind: 'move', cable: linkId('tap-spare'), to: linkId('br0') };
const stop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const each of stop.splice(0)) await each();
});

/** The demo host as an ordinary user has it. @param meanwhile what happens on it while the password is asked for */
async function engineFor(meanwhile: (host: Host) => Promise<unknown>): Promise<Engine> {
  const demo = demoHost();
  const host: Host = {
    ...demo,
    name: 'demo',
    helper: ['helper'],
    run: async (command, limits) =>
      command.argv[0] === 'id'
        ? { kind: 'exited', exitCode: 0, stdout: '1000\n', stderr: '' }
        : demo.run(command, limits),
    follow: (...following) => demo.follow(...following),
    talk: (_, onLine, onEnd) => {
      void meanwhile(demo).then(() => onLine('{"patchbay":1}'));
      return {
        say: (line) => {
          const { id, link, master } = JSON.parse(line);
          const argv = ['ip', 'link', 'set', 'dev', link, 'master', master] as const;
          void demo.run({ argv }, { timeoutMs: 1000 }).then((outcome) => onLine(answerOf(id, outcome)));
        },
        end: () => onEnd({ kind: 'cancelled' }),
      };
    },
    close: () => demo.close(),
  };
  const engine = new Engine(host, { pollMs: () => 60_000, lock: async () => 'none' });
  stop.push(() => engine.stop());
  engine.start();
  await engine.refresh();
  return engine;
}

function answerOf(id: number, outcome: RunOutcome): string {
  if (outcome.kind !== 'exited') throw new Error('the demo does not answer');
  const { exitCode, stdout, stderr } = outcome;
  return JSON.stringify({ id, exitCode, stdout, stderr });
}

async function applied(engine: Engine) {
  const planned = engine.plan(plug);
  if (!planned.ok) throw new Error(planned.refusal.why);
  const result = await engine.apply(planned.plan.id);
  const master = engine.current().snapshot.links.find(({ name }) => name === 'tap-spare')?.master;
  return { outcome: result.outcome, fresh: result.freshPlan?.title, master };
}

it('is done where nothing has changed', async () => {
  const engine = await engineFor(async () => {});
  expect(await applied(engine)).toEqual({ outcome: 'done', fresh: undefined, master: 'br0' });
});

it('is not done on a host that has changed since, and is planned afresh', async () => {
  const engine = await engineFor((host) =>
    host.run({ argv: ['ip', 'link', 'set', 'dev', 'tap-spare', 'master', 'br-lab'] }, { timeoutMs: 1000 }),
  );
  expect(await applied(engine)).toEqual({
    outcome: 'stale',
    fresh: 'Move tap-spare from br-lab to br0',
    master: 'br-lab',
  });
});
