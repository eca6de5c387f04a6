import { expect, it } from 'vitest';
import { classifyMonitorLine } from '#shared/parse/ipMonitor.ts';
import { fixture } from './fixture.ts';

it('takes the first line of each recorded message for a change, and what goes on with it for noise', () => {
  const lines = fixture('ip-monitor-link.txt').split('\n');
  const changes = lines.filter((line) => classifyMonitorLine(line) === 'change');
  expect(changes.length).toBeGreaterThan(50);
  expect(changes.every((line) => /^(?:Deleted )?\d+: /.test(line))).toBe(true);
  expect(lines.filter((line) => /^(?:Deleted )?\d+: /.test(line))).toEqual(changes);
  expect(lines.some((line) => classifyMonitorLine(line) === 'overflow')).toBe(false);
});

it.each([
  ['netlink receive error No buffer space available (105)', 'overflow'],
  ['52:54:00:aa:00:01 dev vnet0 master br0', 'change'],
  ['Deleted 52:54:00:aa:00:01 dev vnet0 master br0 stale', 'change'],
  ['    link/ether fe:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff', 'noise'],
  ['Timestamp: Fri Nov 20 10:39:32 2026 123456 usec', 'noise'],
  ['', 'noise'],
])('takes %o for %s', (line, meaning) => {
  expect(classifyMonitorLine(line)).toBe(meaning);
});
