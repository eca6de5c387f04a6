import { contradictionsAs } from '../contradictions.ts';
import type { Rule } from '../rule.ts';

/** Which cable a vNIC has can’t be told for certain. */
export const cableAmbiguous: Rule = {
  needs: ['ip-link'],
  find: (scene) => contradictionsAs('cable-ambiguous', scene),
};
