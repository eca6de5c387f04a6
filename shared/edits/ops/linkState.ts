import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const linkState: OpKind<Extract<Op, { op: 'link-state' }>> = notBuilt();
