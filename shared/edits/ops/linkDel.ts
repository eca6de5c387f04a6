import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const linkDel: OpKind<Extract<Op, { op: 'link-del' }>> = notBuilt();
