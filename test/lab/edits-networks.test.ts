import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { linkId, networkId, vmId } from '#shared/topology/model.ts';
import { Bench, before, plugsOf } from './editing.ts';
import {
  describeInLab,
  guestIsUp,
  ip,
  liveTapOf,
  masterOf,
  resetLab,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';
import { proves } from './support/proves.ts';

const GUEST = '52:54:00:ac:00:01';
const NAME = 'lab <new> & "co"';

type Define = Extract<Edit, { kind: 'network-define' }>;

function define(forward: Define['forward'], over: Partial<Define> = {}): Define {
  return { kind: 'network-define', name: NAME, forward, start: true, autostart: true, ...over };
}

const nat = {
  mode: 'nat',
  address: '192.168.150.1/24',
  dhcp: { start: '192.168.150.100', end: '192.168.150.199' },
  dev: null,
} as const;

/** `yes` or `no` of a row of `virsh net-info`; null where libvirt has no such network. */
async function infoOf(name: string, row: 'Active' | 'Persistent' | 'Autostart'): Promise<string | null> {
  const info = await virsh('net-info', name).catch(() => '');
  return new RegExp(`^${row}: +(\\w+)$`, 'm').exec(info)?.[1] ?? null;
}

async function hasLink(name: string): Promise<boolean> {
  return ip('link', 'show', 'dev', name).then(
    () => true,
    () => false,
  );
}

describeInLab('a network', () => {
  let bench: Bench;

  beforeEach(async () => {
    await guestIsUp();
    bench = await Bench.open();
  });

  afterEach(async () => {
    await bench.close();
    await resetLab();
  });

  async function refused(edit: Edit): Promise<string> {
    await bench.engine.refresh();
    const planned = bench.engine.plan(edit);
    if (planned.ok || !isRefusal(planned.refusal)) throw new Error('it was planned');
    return `${planned.refusal.why} ${planned.refusal.advice}`;
  }

  test('is defined, started and started with the host; undone, and done again with the same UUID', async () => {
    proves({ edit: 'network-define', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    expect((await bench.apply(define(nat))).outcome).toBe('done');
    const was = await virsh('net-dumpxml', '--inactive', NAME);
    expect(was).toContain("<forward mode='nat'/>");
    expect(was).toContain("<range start='192.168.150.100' end='192.168.150.199'/>");
    expect(await infoOf(NAME, 'Active')).toBe('yes');
    expect(await infoOf(NAME, 'Autostart')).toBe('yes');
    const bridge = /<bridge name='(\w+)'/.exec(was)?.[1] ?? '';
    expect(await ip('-br', 'addr', 'show', 'dev', bridge)).toContain('192.168.150.1/24');

    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf(NAME, 'Active')).toBeNull();
    expect(await hasLink(bridge)).toBe(false);

    expect((await bench.redo()).outcome).toBe('done');
    expect(await infoOf(NAME, 'Active')).toBe('yes');
    expect(await infoOf(NAME, 'Autostart')).toBe('yes');
    expect(/<uuid>(.*)<\/uuid>/.exec(await virsh('net-dumpxml', NAME))?.[1]).toBe(
      /<uuid>(.*)<\/uuid>/.exec(was)?.[1],
    );
    expect(await hasLink(bridge)).toBe(true);
  });

  test('of NAT gives a guest that gets a vNIC on it a lease', async () => {
    expect((await bench.apply(define(nat, { autostart: false }))).outcome).toBe('done');
    const vm = vmId(await uuidOf('guest'));
    const mac = '52:54:00:15:00:01';
    expect(
      (await bench.apply({ kind: 'attach', vm, to: networkId(NAME), mac, persist: 'now' })).outcome,
    ).toBe('done');
    const lease = await until('the guest has a lease of the new network', async () => {
      const rows = await virsh('net-dhcp-leases', NAME);
      return new RegExp(`${mac} .*?(192\\.168\\.150\\.\\d+)/24`).exec(rows)?.[1] ?? null;
    });
    expect(Number(lease.split('.')[3])).toBeGreaterThanOrEqual(100);
    await until('the guest has taken it', async () =>
      (await readFile('/run/lab/guest.log', 'utf8')).includes(lease) ? true : null,
    );
  });

  test.each([
    [
      'route',
      define({ mode: 'route', address: '10.91.0.1/16', dhcp: null, dev: 'br0' }),
      "<forward dev='br0' mode='route'",
    ],
    [
      'isolated',
      define({ mode: 'isolated', address: '10.91.0.1/24', dhcp: null, dev: null }),
      "<ip address='10.91.0.1' prefix='24'>",
    ],
    [
      'isolated without an address',
      define({ mode: 'isolated', address: null, dhcp: null, dev: null }),
      '<bridge name',
    ],
  ])('of mode %s is defined and started, and deleted by undo', async (_, edit, expected) => {
    proves({ edit: 'network-define', live: true, undo: true, by: ['ip', 'virsh'] });
    expect((await bench.apply(edit)).outcome).toBe('done');
    const xml = await virsh('net-dumpxml', NAME);
    expect(xml).toContain(expected);
    const bridge = /<bridge name='(\w+)'/.exec(xml)?.[1] ?? '';
    expect(await infoOf(NAME, 'Active')).toBe('yes');
    expect(await hasLink(bridge)).toBe(true);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf(NAME, 'Persistent')).toBeNull();
    expect(await hasLink(bridge)).toBe(false);
  });

  test('of mode bridge leads a VM to a bridge of the host, and that bridge outlives it', async () => {
    proves({ edit: 'network-define', live: true, undo: true, by: ['ip', 'virsh'] });
    const edit = define({ mode: 'bridge', bridge: 'br-storage' });
    expect((await bench.apply(edit)).outcome).toBe('done');
    const vm = vmId(await uuidOf('deaf'));
    const mac = '52:54:00:15:00:02';
    expect((await bench.apply({ kind: 'attach', vm, to: networkId(NAME), mac })).outcome).toBe('done');
    expect(await masterOf(await liveTapOf('deaf', mac))).toBe('br-storage');
    expect(await plugsOf('deaf', 'config')).toContain(`network ${NAME}`);
    expect(
      (await bench.apply({ kind: 'network-set', network: networkId(NAME), active: false })).outcome,
    ).toBe('done');
    expect(await hasLink('br-storage')).toBe(true);
    expect(await masterOf(await liveTapOf('deaf', mac))).toBe('br-storage');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf(NAME, 'Active')).toBe('yes');
  });

  test('that is only defined changes nothing on the host', async () => {
    const before = await ip('-o', 'link');
    expect((await bench.apply(define(nat, { start: false, autostart: false }))).outcome).toBe('done');
    expect(await infoOf(NAME, 'Active')).toBe('no');
    expect(await infoOf(NAME, 'Autostart')).toBe('no');
    expect((await ip('-o', 'link')).split('\n').length).toBe(before.split('\n').length);
    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf(NAME, 'Active')).toBeNull();
  });

  test('is stopped: who loses its plug was told; started again by undo, and re-plugged by its repair', async () => {
    proves({ edit: 'network-set', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const tap = await liveTapOf('guest', GUEST);
    const plan = await bench.plan({ kind: 'network-set', network: networkId('default'), active: false });
    expect(plan.warnings.join(' ')).toContain(`guest’s net0 (${tap})`);
    expect(plan.warnings.join(' ')).toContain('reconnect it in the inspector');
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await infoOf('default', 'Active')).toBe('no');
    expect(await hasLink('virbr0')).toBe(false);
    expect(await masterOf(tap)).toBeNull();

    for (const again of [false, true]) {
      expect((await (again ? bench.redo() : bench.undo())).outcome).toBe('done');
      expect(await infoOf('default', 'Active')).toBe(again ? 'no' : 'yes');
      expect(await hasLink('virbr0')).toBe(!again);
      expect(await masterOf(tap)).toBeNull();
    }
    expect((await bench.undo()).outcome).toBe('done');
    expect((await bench.apply({ kind: 'repair', cable: linkId(tap), repair: 'replug' })).outcome).toBe(
      'done',
    );
    expect(await masterOf(tap)).toBe('virbr0');
  });

  test('that was defined is started; undone and done again', async () => {
    proves({ edit: 'network-set', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    const start: Edit = { kind: 'network-set', network: networkId('asleep'), active: true };
    expect((await bench.apply(start)).outcome).toBe('done');
    expect(await infoOf('asleep', 'Active')).toBe('yes');
    expect(await ip('-br', 'addr', 'show', 'dev', 'virbr4')).toContain('10.77.4.1/24');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf('asleep', 'Active')).toBe('no');
    expect(await hasLink('virbr4')).toBe(false);
    expect((await bench.redo()).outcome).toBe('done');
    expect(await hasLink('virbr4')).toBe(true);
  });

  test('is started with the host, and not; undone and done again', async () => {
    proves({ edit: 'network-autostart', live: true, undo: true, redo: true, by: ['virsh'] });
    const on: Edit = { kind: 'network-autostart', network: networkId('lab net 2'), on: true };
    expect((await bench.apply(on)).outcome).toBe('done');
    expect(await infoOf('lab net 2', 'Autostart')).toBe('yes');
    expect((await bench.undo()).outcome).toBe('done');
    expect(await infoOf('lab net 2', 'Autostart')).toBe('no');
    expect((await bench.redo()).outcome).toBe('done');
    expect(await infoOf('lab net 2', 'Autostart')).toBe('yes');
    expect((await bench.apply({ ...on, on: false })).outcome).toBe('done');
    expect(await infoOf('lab net 2', 'Autostart')).toBe('no');
  });

  test('is deleted while it runs; undo defines it as it was and starts it; redo', async () => {
    proves({ edit: 'network-delete', live: true, undo: true, redo: true, by: ['ip', 'virsh'] });
    await virsh('net-autostart', 'routed');
    const was = await virsh('net-dumpxml', '--inactive', 'routed');
    const plan = await bench.plan({ kind: 'network-delete', network: networkId('routed') });
    expect(plan.warnings.join(' ')).toContain(`it's "q"`);
    expect((await bench.engine.apply(plan.id)).outcome).toBe('done');
    expect(await infoOf('routed', 'Persistent')).toBeNull();
    expect(await hasLink('virbr2')).toBe(false);

    expect((await bench.undo()).outcome).toBe('done');
    expect(await virsh('net-dumpxml', '--inactive', 'routed')).toBe(was);
    expect(await infoOf('routed', 'Active')).toBe('yes');
    expect(await infoOf('routed', 'Autostart')).toBe('yes');
    expect(await hasLink('virbr2')).toBe(true);

    expect((await bench.redo()).outcome).toBe('done');
    expect(await infoOf('routed', 'Persistent')).toBeNull();
  });

  test('that would overlap with the host, or another network, is refused with what is in its way', async () => {
    const at = (address: string) => define({ ...nat, address, dhcp: null });
    expect(await refused(at('192.168.50.129/25'))).toContain('192.168.50.10/24 on br0');
    expect(await refused(at('10.77.4.33/24'))).toContain('10.77.4.1/24 of the network asleep');
    await ip('route', 'add', '172.20.0.0/16', 'via', '192.168.50.1');
    try {
      const plan = await bench.plan(at('172.20.5.1/24'));
      expect(plan.warnings.join(' ')).toContain('172.20.0.0/16 via 192.168.50.1 on br0');
      expect(await refused(at('172.20.0.1/16'))).toContain('172.20.0.0/16');
    } finally {
      await ip('route', 'del', '172.20.0.0/16');
    }
  });

  test('that libvirt would not start is refused before: its bridge’s name or its range is taken', async () => {
    const start: Edit = { kind: 'network-set', network: networkId('asleep'), active: true };
    await ip('link', 'add', 'virbr4', 'type', 'bridge');
    expect(await refused(start)).toContain('virbr4');
    await ip('link', 'del', 'virbr4');
    await ip('route', 'add', '10.77.4.0/24', 'dev', 'br1');
    expect(await refused(start)).toContain('the host’s route to 10.77.4.0/24 on br1');
    await expect(virsh('net-start', 'asleep')).rejects.toThrow('already in use by interface br1');
    await ip('route', 'del', '10.77.4.0/24');
  });

  test('whose start fails is put back, and nothing of it is left', async () => {
    await bench.close();
    bench = await Bench.open(
      before(' net-start ', async () => ({
        kind: 'exited',
        exitCode: 1,
        stdout: '',
        stderr: `error: Failed to start network\nerror: Unable to find 'dnsmasq' binary in $PATH: No such file or directory\n`,
      })),
    );
    const result = await bench.apply(define(nat));
    expect(result.outcome).toBe('put-back');
    expect(result.message).toContain('dnsmasq');
    expect(result.advice).toContain('Install it');
    expect(result.steps.map(({ outcome }) => outcome)).toEqual(['put-back', 'failed', 'not-run']);
    expect(await infoOf(NAME, 'Persistent')).toBeNull();
  });

  test('that carries the host’s default route is not stopped', async () => {
    await ip('route', 'add', 'default', 'via', '192.168.122.9', 'dev', 'virbr0', 'metric', '5');
    try {
      const why = await refused({ kind: 'network-set', network: networkId('default'), active: false });
      expect(why).toContain('default route');
      expect(await refused({ kind: 'network-delete', network: networkId('default') })).toContain(
        'default route',
      );
    } finally {
      await ip('route', 'del', 'default', 'dev', 'virbr0');
    }
  });
});
