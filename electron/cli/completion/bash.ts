import { commandNames, shapeOf } from '../command.ts';
import type { Meaning } from '../words.ts';
import { ASKING, commandWords, EARLY, filled, flagsOf, valued, valueMeaning, wordsOf } from './parts.ts';
import template from './patchbay.bash?raw';

/** The completion for bash, of the programmable sort: https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bashCompletion(): string {
  return filled(template, {
    commands: commandWords,
    valued: valued.flatMap(flagsOf).join(' | '),
    asking: ASKING.flatMap(flagsOf).join(' | '),
    values: valued.flatMap((name) => {
      const action = actionOf(valueMeaning(name));
      return action === null ? [] : [`    ${flagsOf(name).join(' | ')}) ${action} ;;`];
    }),
    words: commandNames.flatMap((command) =>
      wordsOf(command).flatMap(({ index, meaning }) => {
        const action = actionOf(meaning);
        return action === null ? [] : [`    '${command} ${index}') ${action} ;;`];
      }),
    ),
    options: [
      `    '') __patchbay_offer ${EARLY.map((name) => `--${name}`).join(' ')} ;;`,
      ...commandNames.map(
        (command) =>
          `    ${command}) __patchbay_offer ${shapeOf(command)
            .options.map((name) => `--${name}`)
            .join(' ')} ;;`,
      ),
    ],
  });
}

function actionOf(meaning: Meaning | null): string | null {
  switch (meaning?.is) {
    case 'one-of':
    case 'such-as':
      return `__patchbay_offer ${meaning.words.join(' ')}`;
    case 'command':
      return `__patchbay_offer ${commandWords}`;
    case 'file':
      return '__patchbay_files';
    case 'host':
      return '__patchbay_host';
    case 'host-or-capture':
      return '__patchbay_side';
    case 'on-host':
      return `__patchbay_ask ${meaning.what}`;
    case 'free':
    case undefined:
      return null;
  }
}
