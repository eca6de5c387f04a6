import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const networkActive: OpKind<Extract<Op, { op: 'network-active' }>> = notBuilt();
