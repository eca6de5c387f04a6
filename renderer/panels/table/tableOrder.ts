import type { CableRow } from './tableRows.ts';

export type Column = Exclude<keyof CableRow, 'id' | 'planned' | 'severity' | 'change'>;

export interface Order {
  readonly by: Column;
  readonly descending: boolean;
}

/** Numbers in names count as numbers, so that vnet10 follows vnet9. */
const collator = new Intl.Collator('en', { numeric: true });

/** By VM, as people look for it; a VM's vNICs stay together. */
export const firstOrder: Order = { by: 'vm', descending: false };

/** The order after a click on a column's heading: by it, and by it the other way round at the next click. */
export function orderAfterClick(order: Order, column: Column): Order {
  return { by: column, descending: order.by === column && !order.descending };
}

/** Rows in order; those with nothing in the column come last either way. */
export function inOrder(rows: readonly CableRow[], { by, descending }: Order): readonly CableRow[] {
  return rows.toSorted(
    (a, b) =>
      Number(a[by] === '') - Number(b[by] === '') ||
      (descending ? -1 : 1) * collator.compare(a[by], b[by]) ||
      collator.compare(a.vm, b.vm) ||
      collator.compare(a.vnic, b.vnic) ||
      collator.compare(a.id, b.id),
  );
}
