import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Watcher } from '#electron/engine/watcher.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { fakeDomain, uuid } from './support/fakeLibvirt.ts';
import { gate, printed } from './support/scriptedHost.ts';
import { RECORDED, recordedName, scriptedReader } from './support/scriptedReader.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Lets time pass, and everything that is due in it happen. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A started watcher of a scripted host; `reads()` is how often the links were read since it was last asked. */
function watching(pollMs = 2000) {
  const parts = scriptedReader();
  const settings = { pollMs };
  const snapshots: HostSnapshot[] = [];
  const watcher = new Watcher(parts.host, parts.reader, {
    pollMs: () => settings.pollMs,
    onSnapshot: (snapshot) => snapshots.push(snapshot),
  });
  onTestFinished(() => watcher.stop());
  const reads = () => parts.host.takeRan().filter((argv) => recordedName(argv) === 'link').length;
  const told = (program: string) => {
    const followed = parts.host.followed.findLast(({ argv }) => argv[0] === program);
    if (!followed) throw new Error(`${program} is not followed`);
    return followed;
  };
  return { ...parts, watcher, settings, snapshots, reads, told };
}

const CHANGE = '8: vnet0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 master br0 state UNKNOWN';

it('reads at once, and then at each poll', async () => {
  const { watcher, reads, snapshots } = watching();
  watcher.start();
  await pass(0);
  expect(reads()).toBe(1);
  expect(snapshots.at(-1)?.links).not.toHaveLength(0);
  await pass(1990);
  expect(reads()).toBe(0);
  await pass(20);
  expect(reads()).toBe(1);
  await pass(20_000);
  expect(reads()).toBe(10);
});

it('takes a changed interval over from the next poll on', async () => {
  const { watcher, reads, settings } = watching();
  watcher.start();
  await pass(0);
  settings.pollMs = 10_000;
  await pass(2100);
  expect(reads()).toBe(2);
  await pass(9000);
  expect(reads()).toBe(0);
  await pass(1000);
  expect(reads()).toBe(1);
});

it('reads once after a burst of changes, soon after its end', async () => {
  const { watcher, reads, told } = watching(60_000);
  watcher.start();
  await pass(5000);
  reads();
  for (let line = 0; line < 10; line++) told('ip').print(CHANGE);
  await pass(90);
  expect(reads()).toBe(0);
  await pass(20);
  expect(reads()).toBe(1);
  await pass(5000);
  expect(reads()).toBe(0);
});

it('does not wait for the end of a burst that has none', async () => {
  const { watcher, reads, told } = watching(60_000);
  watcher.start();
  await pass(5000);
  reads();
  for (let tenth = 0; tenth < 49; tenth++) {
    told('ip').print(CHANGE);
    await pass(10);
  }
  expect(reads()).toBe(0);
  for (let tenth = 0; tenth < 250; tenth++) {
    told('ip').print(CHANGE);
    await pass(10);
  }
  expect(reads()).toBeGreaterThanOrEqual(5);
});

it('is not stirred by lines that say nothing', async () => {
  const { watcher, reads, told } = watching(60_000);
  watcher.start();
  await pass(5000);
  reads();
  told('ip').print('    link/ether fe:54:00:aa:00:01 brd ff:ff:ff:ff:ff:ff');
  told('virsh').print("2026-11-20 10:39:32.939+0000: event 'rtc-change' for domain 'web 01': 3600");
  told('virsh').print("2026-11-20 10:39:32.939+0000: event 'balloon-change' for domain 'web 01': 1048576KiB");
  await pass(5000);
  expect(reads()).toBe(0);
});

it('reads at once when changes were lost', async () => {
  const { watcher, reads, told } = watching(60_000);
  watcher.start();
  await pass(5000);
  reads();
  told('ip').print('netlink receive error No buffer space available (105)');
  await pass(1);
  expect(reads()).toBe(1);
});

it('reads the XML of the VM that libvirt tells of', async () => {
  const { watcher, told, libvirt } = watching(60_000);
  libvirt.domains = Array.from({ length: 100 }, (_, index) => fakeDomain(index));
  libvirt.domains[99] = fakeDomain(99, { name: "it's 'q': x" });
  watcher.start();
  await pass(5000);
  libvirt.takeAsked();
  told('virsh').print("2026-11-20 10:39:32.939+0000: event 'device-removed' for domain 'it's 'q': x': net0");
  await pass(150);
  expect(libvirt.takeAsked()).toContain(`dumpxml ${uuid(99)}`);
});

it('never reads twice at the same time, and once more after what happened meanwhile', async () => {
  const { watcher, host, told } = watching();
  let running = 0;
  let most = 0;
  let begun = 0;
  host.script('ip', async (argv) => {
    if (recordedName(argv) !== 'link') return printed(RECORDED[recordedName(argv)] ?? '');
    begun++;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1500));
    running--;
    return printed(RECORDED.link ?? '');
  });
  watcher.start();
  await pass(100);
  for (let line = 0; line < 5; line++) {
    told('ip').print(CHANGE);
    await pass(200);
  }
  expect(begun).toBe(1);
  await pass(400 + 1500 + 10);
  expect(begun).toBe(2);
  await pass(1500 + 2900);
  expect(begun).toBe(2);
  expect(most).toBe(1);
});

it('reads that take longer than the poll do not pile up: two thirds of the time are left to the host', async () => {
  const { watcher, host, reads } = watching(100);
  host.script('virsh', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    return printed('');
  });
  watcher.start();
  await pass(32_000);
  expect(reads()).toBe(11);
});

it('goes on with the rest when virsh hangs, and tells of it when it has ended', async () => {
  const { watcher, host, libvirt, snapshots } = watching();
  libvirt.domains = [fakeDomain(1)];
  const hung = gate<void>();
  host.script('virsh', async (argv) => {
    await hung.promise;
    return libvirt.run(argv);
  });
  watcher.start();
  await pass(20_000);
  expect(snapshots.length).toBeGreaterThan(4);
  expect(snapshots.at(-1)?.domains).toEqual([]);
  expect(snapshots.at(-1)?.sources[0]).toMatchObject({ name: 'ip-link', status: 'ok' });
  expect(host.ran.filter(([program, ...args]) => program === 'virsh' && args[0] === '-r')).toHaveLength(1);
  const before = snapshots.length;
  hung.open();
  await pass(1);
  expect(snapshots.length).toBeGreaterThan(before);
  expect(snapshots.at(-1)?.domains).toHaveLength(1);
});

it('can be asked for a read that begins from now on', async () => {
  const { watcher, host, reads } = watching(60_000);
  watcher.start();
  await pass(0);
  const slow = gate<void>();
  host.script('ip', async (argv) => {
    await slow.promise;
    return printed(RECORDED[recordedName(argv)] ?? '');
  });
  reads();
  const first = watcher.refresh();
  await pass(10);
  let second = 'waits';
  const refreshed = watcher.refresh().then(() => {
    second = 'done';
  });
  expect(reads()).toBe(1);
  slow.open();
  await first;
  expect(second).toBe('waits');
  await refreshed;
  expect(reads()).toBe(1);
});

it('starts again what tells of changes: more and more slowly while that fails, and reads what it missed', async () => {
  const { watcher, host, reads, told } = watching(1_000_000);
  watcher.start();
  await pass(0);
  const starts = () => host.followed.filter(({ argv }) => argv[0] === 'virsh').length;
  const gaps = [];
  for (let failure = 0; failure < 7; failure++) {
    const before = starts();
    told('virsh').end({ kind: 'exited', message: 'error: failed to connect' });
    let waited = 0;
    while (starts() === before) {
      await pass(500);
      waited += 500;
    }
    gaps.push(waited);
  }
  expect(gaps).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  await pass(200);
  expect(reads()).toBeGreaterThanOrEqual(7);

  await pass(60_000);
  const before = starts();
  told('virsh').end({ kind: 'exited', message: 'event loop timed out' });
  await pass(1);
  expect(starts()).toBe(before + 1);
});

it('looks at slow things after the first read, every half minute, and when TAPs come or go', async () => {
  const { watcher, host, told } = watching();
  const searches = () => host.takeRan().filter((argv) => argv[0] === 'find' && argv[1] === '/proc').length;
  watcher.start();
  await pass(100);
  expect(searches()).toBe(1);
  await pass(29_800);
  expect(searches()).toBe(0);
  await pass(200);
  expect(searches()).toBe(1);

  let taps = 0;
  host.script('ip', (argv) => {
    const rows = Array.from({ length: recordedName(argv) === 'link' ? ++taps : 0 }, (_, index) => ({
      ...{ ifindex: index + 1, ifname: `tap${index}`, flags: [], mtu: 1500, operstate: 'DOWN' },
      ...{ link_type: 'ether', linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } } },
    }));
    return printed(JSON.stringify(rows));
  });
  await pass(6000);
  expect(searches()).toBe(1);
  for (let second = 0; second < 20; second++) {
    told('ip').print(CHANGE);
    await pass(1000);
  }
  expect(searches()).toBe(4);
});

it('leaves nothing behind when it is stopped, not even in the middle of a read', async () => {
  const { watcher, host, snapshots, told } = watching();
  watcher.start();
  await pass(3000);
  const hung = gate<void>();
  host.script('virsh', async (_, { signal }) => {
    await Promise.race([
      hung.promise,
      new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve())),
    ]);
    return { kind: 'cancelled' };
  });
  told('ip').print(CHANGE);
  await pass(2000);
  const before = snapshots.length;
  await watcher.stop();
  expect(host.followed.every(({ stopped }) => stopped)).toBe(true);
  await pass(60_000);
  expect(snapshots).toHaveLength(before);
  expect(host.followed).toHaveLength(2);
  expect(vi.getTimerCount()).toBe(0);
  await watcher.refresh();
});
