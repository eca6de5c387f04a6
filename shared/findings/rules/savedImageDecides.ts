import { contradictionsAs } from '../contradictions.ts';
import type { Rule } from '../rule.ts';

/** A VM that is saved resumes with the network that its image has, whatever its definition says. */
export const savedImageDecides: Rule = {
  needs: ['virsh'],
  find: (scene) => contradictionsAs('saved-image-decides', scene),
};
