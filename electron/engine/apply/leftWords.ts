import type { Left } from './putBack.ts';

const words: { readonly [End in Left['end']]: (titles: string) => string } = {
  stuck: (titles) => `This could not be put back: ${titles}.`,
  foreign: (titles) =>
    `Somebody else has changed this meanwhile, and it was left as they have it: ${titles}.`,
  unseen: (titles) => `What is left of this can’t be seen at present: ${titles}.`,
};

/** What to tell of steps that were not put back, or not seen to be; of one at least. */
export function leftWords(left: readonly Left[]): { readonly message: string; readonly advice: string } {
  const told = (['stuck', 'foreign', 'unseen'] as const).flatMap((end) => {
    const titles = left.flatMap(({ attempt, ...each }) =>
      each.end === end ? [`“${attempt.step.title}”`] : [],
    );
    return titles.length === 0 ? [] : [words[end](titles.join(', '))];
  });
  const isUnseen = left.every(({ end }) => end === 'unseen');
  return {
    message: told.join(' '),
    advice: isUnseen
      ? 'Once the host can be read again, the history tells what is left, and offers to put it back.'
      : 'Look at what the host shows now; the commands and their outputs are below.',
  };
}
