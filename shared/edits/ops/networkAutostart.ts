import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const networkAutostart: OpKind<Extract<Op, { op: 'network-autostart' }>> = notBuilt();
