import { type CommandName, commandNames, shapeOf } from '../command.ts';
import { type OptionName, optionOf } from '../options.ts';
import type { Meaning } from '../words.ts';
import {
  ASKING,
  commandWords,
  EARLY,
  filled,
  flagsOf,
  optionNames,
  valued,
  valueMeaning,
  wordsOf,
} from './parts.ts';
import template from './patchbay.fish?raw';

/** The completion for fish: https://fishshell.com/docs/current/cmds/complete.html */
export function fishCompletion(): string {
  return filled(template, {
    valued: valued.flatMap(flagsOf).join(' '),
    asking: ASKING.flatMap(flagsOf).join(' '),
    askingNow: ASKING.map((name) => quoted(`--${name}=*`)).join(' '),
    completions: [
      ...commandNames.map((name) =>
        line('__patchbay_none', `-a ${name} -d ${quoted(shapeOf(name).summary)}`),
      ),
      ...EARLY.map((name) => line('__patchbay_none', optionWords(name))),
      ...optionNames.flatMap((name) => {
        const takers = commandNames.filter((command) => shapeOf(command).options.includes(name));
        return takers.length === 0 ? [] : [line(`__patchbay_is ${takers.join(' ')}`, optionWords(name))];
      }),
      ...commandNames.flatMap(wordLines),
    ],
  });
}

function line(condition: string, words: string): string {
  return `complete -c patchbay -n ${quoted(condition)} ${words}`;
}

function optionWords(name: OptionName): string {
  const { short, help } = optionOf(name);
  const meaning = valueMeaning(name);
  // -x: it takes a value, which is no file.
  const value = meaning === null ? [] : ['-x', ...offered(meaning)];
  return [...(short === undefined ? [] : ['-s', short]), '-l', name, ...value, '-d', quoted(help)].join(' ');
}

function wordLines(command: CommandName): string[] {
  return wordsOf(command).flatMap(({ index, meaning }) => {
    const words = meaning.is === 'file' ? ['-F'] : offered(meaning);
    return words.length === 0 ? [] : [line(`__patchbay_at ${command} ${index + 1}`, words.join(' '))];
  });
}

function offered(meaning: Meaning): string[] {
  switch (meaning.is) {
    case 'one-of':
    case 'such-as':
      return ['-a', quoted(meaning.words.join(' '))];
    case 'command':
      return ['-a', quoted(commandWords)];
    case 'host':
      return ['-a', quoted('(__patchbay_hosts)')];
    case 'on-host':
      return ['-a', quoted(`(__patchbay_ask ${meaning.what})`)];
    case 'host-or-capture':
      return ['-F', '-a', quoted('live local demo (__patchbay_ask host)')];
    case 'file':
    case 'free':
      return [];
  }
}

/** fish has its own rule within single quotes: a backslash stands before another, and before a quote. */
function quoted(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
