import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandNames, shapeOf } from '#electron/cli/command.ts';
import { settingsFields } from '#electron/cli/manual/files.ts';
import { manualPage } from '#electron/cli/manual/page.ts';
import { literal, prose, textLines } from '#electron/cli/manual/roff.ts';
import { OPTIONS } from '#electron/cli/options.ts';
import { settingsSchema } from '#shared/kept.ts';

const page = manualPage();
const lines = page.split('\n');

/** The lines from a heading to the next. */
function under(heading: string): string[] {
  const from = lines.indexOf(`.SH ${heading}`);
  expect(from).toBeGreaterThan(-1);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('.SH '));
  return lines.slice(from + 1, length < 0 ? lines.length : from + 1 + length);
}

describe('the manual page', () => {
  it('has an entry for each command, with its words and options', () => {
    const commands = under('COMMANDS');
    for (const name of commandNames) {
      const at = commands.findIndex((line) => line.split(' ')[0] === `\\fB${name}\\fR`);
      expect(commands[at - 1]).toBe('.TP');
      for (const word of shapeOf(name).args) expect(commands[at]).toContain(`\\fI${literal(word)}\\fR`);
      const options = commands.slice(at).find((line) => line.startsWith('Options: '));
      for (const option of shapeOf(name).options)
        expect(options).toContain(`\\fB${literal(`--${option}`)}\\fR`);
      expect(under('SYNOPSIS').join('\n')).toContain(`\\fBpatchbay ${name}\\fR`);
    }
  });

  it('has an entry for each option', () => {
    const options = under('OPTIONS');
    for (const name of Object.keys(OPTIONS))
      expect(options.some((line) => line.includes(`\\fB${literal(`--${name}`)}\\fR`))).toBe(true);
    expect(options.filter((line) => line === '.TP')).toHaveLength(Object.keys(OPTIONS).length);
  });

  it('has no hidden command', () => {
    expect(under('COMMANDS').join('\n')).not.toContain('__');
  });

  it('has each variable that the command reads, and each exit code', () => {
    const environment = under('ENVIRONMENT').join('\n');
    for (const name of [
      'PATCHBAY_PATIENCE',
      'LIBVIRT_DEFAULT_URI',
      'VIRSH_DEFAULT_CONNECT_URI',
      'XDG_CONFIG_HOME',
      'XDG_STATE_HOME',
      'NO_COLOR',
    ])
      expect(environment).toContain(`\\fB${name}\\fR`);
    for (const code of [0, 1, 2, 130]) expect(under('EXIT STATUS')).toContain(`\\fB${code}\\fR`);
  });

  it('has each field of the settings, as the README has', () => {
    const fields = Object.keys(settingsSchema.shape);
    expect(Object.keys(settingsFields).toSorted()).toEqual(fields.toSorted());
    const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
    const documented = /`settings\.json`\s+has ([^.]*)\./.exec(readme)?.[1] ?? '';
    expect([...documented.matchAll(/`(\w+)`/g)].map(([, field]) => field).toSorted()).toEqual(
      fields.toSorted(),
    );
    for (const field of fields) expect(under('FILES')).toContain(`\\fB${field}\\fR`);
  });

  it('names the folders that Patchbay uses', () => {
    const named = under('FILES').join('\n');
    for (const name of ['CONFIG', 'STATE', 'CACHE']) expect(named).toContain(`$XDG_${name}_HOME/patchbay`);
  });

  it('is plain ASCII, and each line that begins with a dot is a request', () => {
    expect(page).toMatch(/^[\n -~]*$/);
    for (const line of lines) expect(line).not.toBe('');
    for (const line of lines.filter((each) => /^[.']/.test(each)))
      expect(line).toMatch(/^\.(?:\\"|TH|SH|TP|IP|PP|RS|RE|EX|EE|BR|br)(?: |$)/);
  });
});

describe('text for roff', () => {
  it('shows what it says', () => {
    expect(literal('--dry-run \\n')).toBe('\\-\\-dry\\-run \\en');
    expect(prose('re-plug with --dry-run, or (-y), “it’s”')).toBe(
      're-plug with \\-\\-dry\\-run, or (\\-y), \\(lqit\\(cqs\\(rq',
    );
    expect(prose('→')).toBe('\\[u2192]');
    expect(textLines(".hidden\n'quoted".replace("'", '’'))).toEqual(['\\&.hidden', '’quoted']);
    expect(textLines(prose("'quoted"))).toEqual(['\\(aqquoted']);
  });
});
