import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { ShellBench, type ShellName, shellObstacle } from './support/shell.ts';

// The completions in the shells themselves, at a terminal: a line is typed with Tab in it, and what `patchbay` is then
// run with is what counts.

/** Ways to load them that change nothing of what they do. */
describe.each<ShellName>(['bash with bash-completion', 'zsh by fpath'])('%s', (shell) => {
  it('completes commands and names', async ({ skip }) => {
    const obstacle = shellObstacle(shell);
    skip(obstacle !== null, obstacle ?? '');
    const bench = new ShellBench();
    onTestFinished(() => bench.remove());
    const keys = 'patchbay detach --host demo it\t--dr\t';
    expect(await bench.type(shell, keys)).toEqual([
      'detach',
      '--host',
      'demo',
      'it\'s "temp"/net0',
      '--dry-run',
    ]);
    expect(await bench.type(shell, 'patchbay graph --host=rep\ttw\t')).toEqual(['graph', '--host=replay:tw']);
  });
});

describe.each<ShellName>(['bash', 'zsh', 'fish'])('%s', (shell) => {
  const obstacle = shellObstacle(shell);
  let bench: ShellBench;
  beforeAll(() => {
    bench = new ShellBench();
    for (const file of ['host one.json', 'two.json']) writeFileSync(join(bench.work, file), '{}');
  });
  afterAll(() => bench.remove());
  beforeEach(({ skip }) => {
    skip(obstacle !== null, obstacle ?? '');
    bench.hostIsReal();
  });

  it.each([
    ['patchbay gra\t', ['graph']],
    ['patchbay help tr\t', ['help', 'trace']],
    ['patchbay completion fi\t', ['completion', 'fish']],
    ['patchbay move vnet5 br-iot --dr\t', ['move', 'vnet5', 'br-iot', '--dry-run']],
    ['patchbay move vnet5 br-iot --persist bo\to\t', ['move', 'vnet5', 'br-iot', '--persist', 'boot']],
    ['patchbay move vnet5 br-iot --persist=no\t', ['move', 'vnet5', 'br-iot', '--persist=now']],
    ['patchbay attach builder br0 --model rt\t', ['attach', 'builder', 'br0', '--model', 'rtl8139']],
    ['patchbay link vnet5 do\t', ['link', 'vnet5', 'down']],
    ['patchbay --host demo link vnet5 do\t', ['--host', 'demo', 'link', 'vnet5', 'down']],
    ['patchbay graph --host de\t', ['graph', '--host', 'demo']],
    ['patchbay graph --host=de\t', ['graph', '--host=demo']],
    ['patchbay graph --host rep\ttw\t', ['graph', '--host', 'replay:two.json']],
    ['patchbay graph --host replay:host\t', ['graph', '--host', 'replay:host one.json']],
    ['patchbay capture tw\t', ['capture', 'two.json']],
    ['patchbay capture ho\t', ['capture', 'host one.json']],
  ])('completes %j', async (keys, argv) => {
    expect(await bench.type(shell, keys)).toEqual(argv);
  });

  it('completes no option that the command does not take, and no hidden command', async () => {
    expect(await bench.type(shell, 'patchbay graph --pers\t')).toEqual(['graph', '--pers']);
    expect(await bench.type(shell, 'patchbay __wo\t')).toEqual(['__wo']);
  });

  it.each([
    ['patchbay move --host demo tap-sp\tbr-i\t', ['move', '--host', 'demo', 'tap-spare', 'br-iot']],
    ['patchbay --host=demo attach nextc\tgue\t', ['--host=demo', 'attach', 'nextcloud', 'guest wifi']],
    ['patchbay trace --host demo home-\t', ['trace', '--host', 'demo', 'home-assistant']],
    ['patchbay trace --host demo 52:54:00:53:\t', ['trace', '--host', 'demo', '52:54:00:53:53:53']],
    ['patchbay detach --host demo it\t', ['detach', '--host', 'demo', 'it\'s "temp"/net0']],
  ])('asks the host for names: %j', async (keys, argv) => {
    expect(await bench.type(shell, keys)).toEqual(argv);
  });

  it.each([
    ['patchbay graph --host ss\t', ['graph', '--host', 'ssh://root@nas:2222']],
    ['patchbay graph --host=ssh://ro\t', ['graph', '--host=ssh://root@nas:2222']],
    ['patchbay diff live ssh\t', ['diff', 'live', 'ssh://root@nas:2222']],
  ])('knows the hosts that ssh has names for: %j', async (keys, argv) => {
    bench.hostHas(['ssh://root@nas:2222']);
    expect(await bench.type(shell, keys)).toEqual(argv);
  });

  it.each([
    '$(touch pwned)',
    '`touch pwned`',
    'a;touch pwned',
    "it's; touch pwned #",
    '"; touch pwned; "',
    'a & touch pwned',
    'a|touch pwned',
    '*',
    '{a,b}',
    'a\\b',
    '$HOME',
    '!!',
    'web:net@1=x',
    '(touch pwned)',
    '#a',
    'Köln ✓',
    '[a]',
    'a%b',
  ])('evaluates nothing of a name of the host: %j', async (name) => {
    bench.hostHas([name]);
    expect(await bench.type(shell, 'patchbay trace \t')).toEqual(['trace', name]);
    expect(existsSync(join(bench.work, 'pwned'))).toBe(false);
  });

  it('takes a tilde for no home', async () => {
    bench.hostHas(['~root']);
    // fish can’t quote it in a completion, and offers no such name.
    expect(await bench.type(shell, 'patchbay trace \t')).toEqual(
      shell === 'fish' ? ['trace'] : ['trace', '~root'],
    );
  });

  it('goes on in the quotes that a name was begun in', async () => {
    bench.hostHas(['web one', 'web two']);
    expect(await bench.type(shell, "patchbay trace 'web o\t")).toEqual(['trace', 'web one']);
    expect(await bench.type(shell, 'patchbay trace "web t\t')).toEqual(['trace', 'web two']);
    expect(await bench.type(shell, 'patchbay trace web\\ o\t')).toEqual(['trace', 'web one']);
  });
});
