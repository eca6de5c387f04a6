import type { SourceName } from '#shared/host/source.ts';
import type { Finding } from './finding.ts';
import type { Scene } from './scene.ts';

/** How one kind of finding is found: pure, and linear in the size of the host. */
export interface Rule {
  /** What it judges by: where one of these could not be read now it is not asked, and told as not checked. */
  readonly needs: readonly SourceName[];
  /** Why it can’t be judged although these were read, one sentence with what to do; null: it can. Absent: it always can. */
  readonly unchecked?: (scene: Scene) => string | null;
  readonly find: (scene: Scene) => readonly Found[];
}

/** A finding without its code, which is the rule’s. */
export type Found = Omit<Finding, 'code'>;
