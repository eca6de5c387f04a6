import { type CommandName, commandNames, shapeOf } from './command.ts';
import { columns, renderLine } from './line.ts';
import { type OptionName, optionOf } from './options.ts';

/** The help of one command, or of all. */
export function usage(command: CommandName | null): string {
  return command === null ? generalUsage() : commandUsage(command);
}

function generalUsage(): string {
  return [
    'Usage: patchbay COMMAND [options]',
    '',
    'Shows every cable between the VMs and the network, and re-plugs them.',
    '',
    ...commandTable(),
    '',
    'Every command that reads a host takes --host local|demo|replay:FILE, --connect URI for another socket of libvirt, and',
    '--read-only, with which nothing is changed on it; patchbay help COMMAND tells of the other options.',
    'Without a command, the window opens where it is installed and there is a display.',
    'PATCHBAY_DEMO=healthy patchbay COMMAND --host demo reads a demo host with nothing wrong.',
    'On a slow host, PATCHBAY_PATIENCE=3 patchbay COMMAND waits three times as long for each of its commands (1 to 60).',
  ].join('\n');
}

/** For whoever said no command. */
export function shortUsage(): string {
  return ['Usage: patchbay COMMAND [options]', '', ...commandTable()].join('\n');
}

function commandTable(): string[] {
  return table(commandNames.map((name) => [synopsis(name), shapeOf(name).summary]));
}

function commandUsage(command: CommandName): string {
  const { options, summary, more } = shapeOf(command);
  return [
    `Usage: patchbay ${synopsis(command)} [options]`,
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    ...(more === undefined ? [] : ['', more]),
    '',
    ...table(options.map((name) => [optionSynopsis(name), optionOf(name).help])),
  ].join('\n');
}

/** `move CABLE BRIDGE|NETWORK` */
function synopsis(command: CommandName): string {
  return [command, ...shapeOf(command).args].join(' ');
}

function optionSynopsis(name: OptionName): string {
  const { short, value } = optionOf(name);
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  return columns(rows, 2).map((line) => renderLine(line, false));
}
