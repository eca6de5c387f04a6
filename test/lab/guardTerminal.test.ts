import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeInLab } from './support/lab.ts';
import { onBridge, onCard, uplinkAway, uplinkOnCard, whereItLives } from './support/uplink.ts';

// The `patchbay` command at a terminal, which `script` (util-linux) makes: a person is asked whether to keep it.

const program = join(import.meta.dirname, '../../.build/main/patchbay.js');
const home = '/run/lab/terminal-home';

describeInLab('patchbay asks at the terminal whether to keep what is guarded', () => {
  beforeEach(async () => {
    await mkdir(home);
    await uplinkOnCard();
  });

  afterEach(async () => {
    await rm(home, { recursive: true });
    await rm('/run/patchbay', { recursive: true, force: true });
    await uplinkAway();
  });

  /** Types each answer as soon as its words are there. */
  async function move(answers: readonly (readonly [words: string, keys: string])[]): Promise<string> {
    const env = { PATH: process.env.PATH, HOME: home, NO_COLOR: '1', TERM: 'dumb' };
    const line = `'${process.execPath}' '${program}' move enp3s0 br1`;
    const child = spawn('script', ['-qec', line, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const left = [...answers];
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      while (left[0] !== undefined && said.includes(left[0][0])) child.stdin.write(left.shift()?.[1] ?? '');
    });
    await once(child, 'close');
    return said;
  }

  test('and goes by the answer', async () => {
    const said = await move([
      ['Apply?', 'y\n'],
      ['Confirm?', 'y\n'],
    ]);
    expect(said).toContain('Done and confirmed');
    expect(await whereItLives()).toEqual(onBridge);
  });

  test('and takes no answer that was typed before: it tells nothing of whether the host is reached', async () => {
    const said = await move([
      ['Apply?', 'y\n'],
      ['Starting the guard', 'y\ny\n'],
      ['Confirm?', 'n\n'],
    ]);
    expect(said).toContain('You reverted it.');
    expect(await whereItLives()).toEqual(onCard);
  });
});
