import { contradictionsAs } from '../contradictions.ts';
import type { Rule } from '../rule.ts';

/** What runs now is not what the next boot brings. */
export const liveDiffersFromSaved: Rule = {
  needs: ['ip-link'],
  find: (scene) => contradictionsAs('live-differs-from-saved', scene),
};
