import { COMMANDS, type CommandName, OPTIONS, type OptionName, shapeOf } from './command.ts';
import { columns, renderLine } from './line.ts';

/** The help of one command, or of all. */
export function usage(command: CommandName | null): string {
  return command === null ? generalUsage() : commandUsage(command);
}

function generalUsage(): string {
  const names = Object.keys(COMMANDS) as CommandName[];
  return [
    'Usage: patchbay COMMAND [options]',
    '',
    'Shows every cable between the VMs and the network, and re-plugs them.',
    '',
    ...table(names.map((name) => [synopsis(name), shapeOf(name).summary])),
    '',
    'Every command takes --host local|demo|replay:FILE, and --read-only, with which nothing is changed on it;',
    'patchbay COMMAND --help tells of the other options.',
    'On a slow host, PATCHBAY_PATIENCE=3 patchbay COMMAND waits three times as long for each of its commands (1 to 60).',
  ].join('\n');
}

function commandUsage(command: CommandName): string {
  const { options, summary, more } = shapeOf(command);
  return [
    `Usage: patchbay ${synopsis(command)} [options]`,
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    ...(more === undefined ? [] : ['', more]),
    '',
    ...table(options.map((name) => [optionSynopsis(name), OPTIONS[name].help])),
  ].join('\n');
}

function synopsis(command: CommandName): string {
  return [command, ...shapeOf(command).args].join(' ');
}

function optionSynopsis(name: OptionName): string {
  const option = OPTIONS[name];
  const value = 'value' in option ? ` ${option.value}` : '';
  return 'short' in option ? `-${option.short}, --${name}${value}` : `--${name}${value}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  return columns(rows, 2).map((line) => renderLine(line, false));
}
