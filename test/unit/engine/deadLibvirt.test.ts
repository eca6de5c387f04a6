import { afterEach, expect, it } from 'vitest';
import { demoHost } from '#electron/demo/demo.ts';
import { Engine } from '#electron/engine/engine.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { Edit } from '#shared/edits/model.ts';
import { linkId } from '#shared/topology/model.ts';

// Libvirt dies between a plan and its apply, and comes back.

const DEAD =
  "error: failed to connect to the hypervisor\nerror: Failed to connect socket to '/run/x': Connection refused\n";
const stop: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const each of stop.splice(0)) await each();
});

async function engineOn(libvirt: { dead: boolean }): Promise<Engine> {
  const demo = demoHost();
  const host: Host = {
    ...demo,
    run: async (command, limits) =>
      libvirt.dead && command.argv[0] === 'virsh'
        ? { kind: 'exited', exitCode: 1, stdout: '', stderr: DEAD }
        : demo.run(command, limits),
    follow: (...following) => demo.follow(...following),
    close: () => demo.close(),
  };
  const engine = new Engine(host, { pollMs: () => 60_000, lock: async () => 'none' });
  stop.push(() => engine.stop());
  engine.start();
  await engine.refresh();
  return engine;
}

it('is what a plan that needs it says, which can be applied once it is back', async () => {
  const libvirt = { dead: false };
  const engine = await engineOn(libvirt);
  const edit: Edit = { kind: 'move', cable: linkId('vnet16'), to: linkId('br-lab') };
  const planned = engine.plan(edit);
  if (!planned.ok) throw new Error(planned.refusal.why);
  expect(planned.plan.steps.map(({ rights }) => rights)).toContain('libvirt');
  libvirt.dead = true;
  const refused = await engine.apply(planned.plan.id);
  expect(refused).toMatchObject({ outcome: 'refused', steps: [], freshPlan: null });
  expect(refused.message).toMatch(/libvirt.* Nothing was run\.$/);
  expect(refused.message).not.toContain('has changed');
  libvirt.dead = false;
  expect((await engine.apply(planned.plan.id)).outcome).toBe('done');
});
