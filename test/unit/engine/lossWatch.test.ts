import { expect, it } from 'vitest';
import { LossWatch } from '#electron/engine/read/lossWatch.ts';
import { aTap } from '../support/facts.ts';

const zero = {
  ...{ rxBytes: 0, txBytes: 0, rxPackets: 0, txPackets: 0 },
  ...{ rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0 },
};
const counting = (rxPackets: number) => [
  aTap('vnet0', 'br0', { ifindex: 7, counters: { ...zero, rxPackets } }),
];

it('tells what was counted at most a minute before the latest reading, once there are two', () => {
  const watch = new LossWatch();
  const earlier = () => [watch.earlier?.ms, watch.earlier?.counters.get('7 vnet0')?.rxPackets];
  expect(watch.earlier).toBeNull();
  watch.see(counting(5), 1000);
  expect(watch.earlier).toBeNull();
  watch.see(counting(8), 2200);
  expect(earlier()).toEqual([1200, 5]);
  for (let at = 12_000; at <= 80_000; at += 10_000) watch.see(counting(at / 1000), at);
  expect(earlier()).toEqual([60_000, 12]);
  // A clock that was set back.
  watch.see(counting(99), 500);
  expect(watch.earlier).toBeNull();
});
