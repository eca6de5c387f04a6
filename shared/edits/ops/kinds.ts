import type { Op } from '../op.ts';
import type { OpKind } from './opKind.ts';
import { portMaster } from './portMaster.ts';
import { vnicAdd } from './vnicAdd.ts';
import { vnicLink } from './vnicLink.ts';
import { vnicRemove } from './vnicRemove.ts';
import { vnicSource } from './vnicSource.ts';

/** A row for each verb, or it does not compile. */
const kinds: { readonly [Verb in Op['op']]: OpKind<Extract<Op, { op: Verb }>> } = {
  'vnic-source': vnicSource,
  'vnic-add': vnicAdd,
  'vnic-remove': vnicRemove,
  'vnic-link': vnicLink,
  'port-master': portMaster,
};

/** How this op is done and undone. The kind is only ever given the op that it was looked up by. */
export function kindOf(op: Op): OpKind<Op> {
  return kinds[op.op] as OpKind<Op>;
}
