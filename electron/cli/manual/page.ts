import packageJson from '../../../package.json' with { type: 'json' };
import { type CommandName, commandNames, shapeOf } from '../command.ts';
import { OPTIONS, type OptionName, optionOf } from '../options.ts';
import { environment, examples, exitStatus, theWindow } from './around.ts';
import { files } from './files.ts';
import { bold, entry, italic, literal, prose, section, textLines } from './roff.ts';

/** patchbay(1), out of the table of commands. It has no date: the same sources make the same page. */
export function manualPage(): string {
  const lines = [
    '.\\" Made of the table of commands: patchbay __manual',
    `.TH PATCHBAY 1 "" "patchbay ${literal(packageJson.version)}" "User Commands"`,
    ...section('NAME', [
      'patchbay \\- see every cable between virtual machines and the network, and re\\-plug it',
    ]),
    ...section('SYNOPSIS', [
      ...commandNames.flatMap((name) => [...textLines(synopsis(name)), '.br']),
      `${bold('patchbay')} [${italic('options')}]`,
    ]),
    ...section('DESCRIPTION', description()),
    ...section('COMMANDS', ...commandNames.map(commandEntry)),
    ...section('OPTIONS', ...optionNames.map(optionEntry)),
    ...section('WINDOW', theWindow()),
    ...section('ENVIRONMENT', environment()),
    ...section('FILES', files()),
    ...section('EXIT STATUS', exitStatus()),
    ...section('EXAMPLES', examples()),
    ...section('SEE ALSO', ['.BR ip (8),', '.BR bridge (8),', '.BR virsh (1)']),
  ];
  return lines.join('\n');
}

const optionNames = Object.keys(OPTIONS) as readonly OptionName[];

function description(): string[] {
  return textLines(
    prose(
      'Patchbay reads a host and tells the whole way from each network card of a virtual machine to the wire: vNIC, TAP, bridge,\n' +
        'physical NIC. It moves, attaches and detaches these cables while the VM runs. Looking changes nothing and needs no rights.\n' +
        'An edit first shows the commands that it will run and asks; it counts as done only once the host, read again, shows it.',
    ),
  );
}

/** **patchbay move** *CABLE* *BRIDGE|NETWORK* [*options*] */
function synopsis(name: CommandName): string {
  return [bold(`patchbay ${name}`), ...shapeOf(name).args.map(italic), `[${italic('options')}]`].join(' ');
}

function commandEntry(name: CommandName): string[] {
  const { args, summary, more = '', options } = shapeOf(name);
  const tag = [bold(name), ...args.map(italic)].join(' ');
  const flags = options.map((option) => bold(`--${option}`)).join(', ');
  const paragraphs = more.split('\n\n').filter(Boolean);
  return [
    ...entry(tag, prose(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)),
    ...[...paragraphs.map(prose), `Options: ${flags}.`].flatMap((text) => ['.IP', ...textLines(text)]),
  ];
}

function optionEntry(name: OptionName): string[] {
  const { short, value, help } = optionOf(name);
  const flags = [...(short === undefined ? [] : [`-${short}`]), `--${name}`].map(bold).join(', ');
  const tag = value === undefined ? flags : `${flags} ${italic(value)}`;
  return entry(tag, prose(`${help}.`));
}
