import { describe, expect, it } from 'vitest';
import { commandNames, shapeOf } from '#electron/cli/command.ts';
import { bashCompletion } from '#electron/cli/completion/bash.ts';
import { fishCompletion } from '#electron/cli/completion/fish.ts';
import { wordsFor } from '#electron/cli/completion/onHost.ts';
import { zshCompletion } from '#electron/cli/completion/zsh.ts';
import { renderLine } from '#electron/cli/line.ts';
import { type OptionName, optionOf } from '#electron/cli/options.ts';
import { resolveCable, resolveTarget, resolveVm } from '#electron/cli/resolve.ts';
import { aBridge, aDomain, aNetwork, anInterface, aTap } from '../support/facts.ts';
import { topologyOf } from '../support/graph.ts';

// What the shells make of them is tried in the shells themselves: test/e2e/completion.test.ts.

const plug = (targetDev: string | null, mac: string, alias: string) =>
  anInterface({ bridge: 'br0' }, { mac, targetDev, alias });

describe('the names of a host that are offered', () => {
  const topology = topologyOf({
    links: [
      aBridge('br0'),
      aTap('vnet10', 'br0'),
      aTap('vnet2', 'br0'),
      aTap('-x', 'br0'),
      aTap('a\u202eb', null),
    ],
    domains: [
      aDomain('web 01', [plug('vnet10', '52:54:00:aa:00:01', 'net0')]),
      aDomain('$(id)', [plug('vnet2', '52:54:00:aa:00:02', 'net0')]),
      aDomain('two\nlines', []),
      aDomain('\u001b[31m', []),
    ],
    networks: [aNetwork('default')],
  });

  it('are what the command takes in their place', () => {
    const cables = wordsFor(topology, 'cable');
    expect(cables).toEqual(['vnet2', 'vnet10', '$(id)/net0', 'web 01/net0']);
    for (const cable of cables) expect(resolveCable(topology, cable)).toContain(':');
    for (const vm of wordsFor(topology, 'vm')) expect(resolveVm(topology, vm)).toContain('vm:');
    for (const target of wordsFor(topology, 'target')) expect(resolveTarget(topology, target)).toContain(':');
    expect(wordsFor(topology, 'target')).toEqual(['br0', 'default']);
  });

  it('are only such as can be typed and seen, one line each', () => {
    expect(wordsFor(topology, 'vm')).toEqual(['$(id)', 'web 01']);
    expect(wordsFor(topology, 'what')).toEqual(
      expect.arrayContaining(['web 01', 'br0', 'default', '52:54:00:aa:00:01']),
    );
    for (const word of wordsFor(topology, 'what')) expect(word).toMatch(/^[^-\p{C}][^\p{C}]*$/u);
  });
});

describe.each([
  ['bash', bashCompletion()],
  ['zsh', zshCompletion()],
  ['fish', fishCompletion()],
])('the completion for %s', (shell, script) => {
  it('has each command and its options, and none that is hidden', () => {
    for (const name of commandNames) {
      expect(script).toMatch(new RegExp(`\\b${name}\\b`));
      for (const option of shapeOf(name).options)
        expect(script).toContain(shell === 'fish' ? `-l ${option} ` : `--${option}`);
    }
    expect(script).not.toContain('__manual');
    expect(script).not.toMatch(/@\w+@/);
  });

  it('has the values of each closed set', () => {
    for (const option of ['persist', 'model'] as const satisfies readonly OptionName[]) {
      const { means } = optionOf(option) as { means: { words: readonly string[] } };
      expect(script).toContain(means.words.join(' '));
    }
    expect(script).toContain('up down');
  });

  it('has nothing in it that a terminal would obey, and so is printed as it is', () => {
    for (const line of script.split('\n')) expect(renderLine([line], false)).toBe(line);
  });
});
