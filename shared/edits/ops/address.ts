import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const address: OpKind<Extract<Op, { op: 'address' }>> = notBuilt();
