import type { Op } from '../op.ts';
import { notBuilt } from './notBuilt.ts';
import type { OpKind } from './opKind.ts';

export const linkMtu: OpKind<Extract<Op, { op: 'link-mtu' }>> = notBuilt();
