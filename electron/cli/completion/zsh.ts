import { type CommandName, commandNames, shapeOf } from '../command.ts';
import { type OptionName, optionOf } from '../options.ts';
import type { Meaning } from '../words.ts';
import { ASKING, EARLY, filled, flagsOf, singleQuoted, valued, valueMeaning, wordsOf } from './parts.ts';
import template from './patchbay.zsh?raw';

/** The completion for zsh, by its `_arguments`: https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export function zshCompletion(): string {
  return filled(template, {
    commands: commandNames.map((name) => `    ${singleQuoted(`${escaped(name)}:${shapeOf(name).summary}`)}`),
    valued: valued.flatMap(flagsOf).join('|'),
    asking: ASKING.flatMap(flagsOf).join(' '),
    specs: [
      ...commandNames.flatMap((name) => branch(name, commandSpecs(name))),
      ...branch('*', [...EARLY.flatMap(optionSpecs), '1:command:__patchbay_commands']),
    ],
  });
}

function branch(pattern: string, specs: readonly string[]): string[] {
  return [
    `    (${pattern})`,
    '      specs=(',
    ...specs.map((spec) => `        ${singleQuoted(spec)}`),
    '      )',
    '      ;;',
  ];
}

function commandSpecs(command: CommandName): string[] {
  return [
    ...shapeOf(command).options.flatMap(optionSpecs),
    '1:command:__patchbay_commands',
    ...wordsOf(command).map(
      ({ index, name, meaning }) => `${index + 2}:${escaped(name)}:${actionOf(meaning, name)}`,
    ),
  ];
}

/** Given once, an option is not offered again, by neither of its names. */
function optionSpecs(name: OptionName): string[] {
  const flags = flagsOf(name);
  const { help, value } = optionOf(name);
  const meaning = valueMeaning(name);
  const after = meaning === null ? '' : `:${value}:${actionOf(meaning, value ?? name)}`;
  return flags.map((flag) => {
    const joint = meaning === null ? '' : flag.startsWith('--') ? '=' : '+';
    return `(${flags.join(' ')})${flag}${joint}[${escaped(help)}]${after}`;
  });
}

function actionOf(meaning: Meaning, name: string): string {
  switch (meaning.is) {
    case 'one-of':
    case 'such-as':
      return `(${meaning.words.join(' ')})`;
    case 'command':
      return '__patchbay_commands';
    case 'file':
      return '_files';
    case 'host':
      return '__patchbay_host';
    case 'host-or-capture':
      return '__patchbay_side';
    case 'on-host':
      // After a blank, _arguments adds no words of its own.
      return ` __patchbay_ask ${meaning.what} ${singleQuoted(name)}`;
    case 'free':
      return ' ';
  }
}

/** In a specification, a colon and brackets have a meaning. */
function escaped(text: string): string {
  return text.replaceAll(/[\\:[\]]/g, '\\$&');
}
