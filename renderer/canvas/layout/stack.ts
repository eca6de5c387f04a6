/** A box that wants to be at `wanted` (its top), with the weight of its wish. */
export interface StackItem {
  readonly height: number;
  readonly wanted: number;
  readonly weight: number;
}

/**
 * The tops of boxes stacked in this order with a gap, none above 0, each as near to where it wants to be as the
 * others allow (least squares; pool adjacent violators).
 */
export function stack(wishes: readonly StackItem[], gap: number): readonly number[] {
  const offsets: number[] = [];
  let offset = 0;
  for (const { height } of wishes) {
    offsets.push(offset);
    offset += height + gap;
  }
  const pools: { sum: number; weight: number; count: number }[] = [];
  wishes.forEach(({ wanted, weight }, index) => {
    let pool = { sum: (wanted - (offsets[index] ?? 0)) * weight, weight, count: 1 };
    for (let last = pools.at(-1); last !== undefined && mean(last) > mean(pool); last = pools.at(-1)) {
      pools.pop();
      pool = {
        sum: pool.sum + last.sum,
        weight: pool.weight + last.weight,
        count: pool.count + last.count,
      };
    }
    pools.push(pool);
  });
  const starts = pools.flatMap((pool) => new Array<number>(pool.count).fill(Math.max(0, mean(pool))));
  return starts.map((start, index) => start + (offsets[index] ?? 0));
}

function mean({ sum, weight }: { readonly sum: number; readonly weight: number }): number {
  return sum / weight;
}
