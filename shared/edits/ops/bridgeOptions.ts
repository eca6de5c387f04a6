import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const bridgeOptions: OpKind<Extract<Op, { op: 'bridge-options' }>> = notBuilt();
