import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FindingCode } from '#shared/findings/codes.ts';
import type { Finding, FindingRepair } from '#shared/findings/finding.ts';
import { Bench } from './editing.ts';
import { finds } from './support/finds.ts';
import { describeInLab, guestIsUp, ip, liveTapOf, masterOf, resetLab, until, virsh } from './support/lab.ts';

const run = promisify(execFile);
const GUEST = '52:54:00:ac:00:01';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(async () => {
  await bench.close();
  await resetLab();
});

/** What a fresh read of everything finds of one kind. */
async function found(code: FindingCode): Promise<readonly Finding[]> {
  await bench.engine.refresh();
  return bench.engine.current().findings.findings.filter((finding) => finding.code === code);
}

/** Waits for what is found, as the slow sources are read apart. */
function seen(code: FindingCode, count: number): Promise<readonly Finding[]> {
  return until(`${count} times ${code}`, async () => {
    const all = await found(code);
    return all.length === count ? all : null;
  });
}

/** Runs the commands of a repair as they are printed. */
async function runPrinted(repair: FindingRepair | undefined): Promise<void> {
  if (repair?.kind !== 'commands') throw new Error('no commands are printed');
  for (const [program, ...args] of repair.commands) await run(program, args);
}

async function applyOwn(repair: FindingRepair | undefined): Promise<void> {
  if (repair?.kind !== 'edit') throw new Error('it has no edit');
  expect(await bench.apply(repair.edit)).toMatchObject({ outcome: 'done' });
}

async function endByFile(file: string): Promise<void> {
  process.kill(Number(await readFile(file, 'utf8')));
}

describeInLab('the DHCP of a network', () => {
  test('is dead where its dnsmasq was killed, and is started without a TAP leaving its bridge', async () => {
    finds({ code: 'dhcp-server-dead', gone: 'commands' });
    expect(await found('dhcp-server-dead')).toEqual([]);
    const tap = await liveTapOf('guest', GUEST);
    await endByFile('/run/libvirt/network/default.pid');
    const [dead] = await seen('dhcp-server-dead', 1);
    expect(dead).toMatchObject({ severity: 'error', subject: ['network:default', 'link:virbr0'] });
    await runPrinted(dead?.repairs[0]);
    await seen('dhcp-server-dead', 0);
    expect(await masterOf(tap)).toBe('virbr0');
  });

  test('has another server beside it', async () => {
    finds({ code: 'two-dhcp-servers', gone: 'by hand' });
    await run('dnsmasq', [
      ...['--conf-file=/dev/null', '--port=0', '--interface=virbr0', '--bind-interfaces', '--user=root'],
      ...['--dhcp-range=192.168.122.50,192.168.122.60,2m', '--dhcp-leasefile=/run/lab/second.leases'],
      '--pid-file=/run/lab/second.pid',
    ]);
    const [two] = await seen('two-dhcp-servers', 1);
    expect(two).toMatchObject({ severity: 'warning', title: '2 DHCP servers answer on virbr0' });
    await endByFile('/run/lab/second.pid');
    await seen('two-dhcp-servers', 0);
  });

  test('has no address left once a guest has leased the only one', async () => {
    finds({ code: 'lease-pool-full', gone: 'commands' });
    await guestIsUp();
    await define(
      'tiny',
      `<bridge name='virbr9'/><ip address='10.77.9.1' netmask='255.255.255.248'>
         <dhcp><range start='10.77.9.2' end='10.77.9.2'/></dhcp></ip>`,
    );
    await virsh('attach-interface', 'guest', 'network', 'tiny', '--model', 'virtio', '--live');
    const [full] = await seen('lease-pool-full', 1);
    expect(full).toMatchObject({ title: 'tiny has no address left to hand out' });
    await runPrinted(full?.repairs[0]);
    await seen('lease-pool-full', 0);
    expect(await virsh('net-dumpxml', 'tiny')).toContain("<range start='10.77.9.3' end='10.77.9.6'/>");
  });
});

async function define(name: string, rest: string): Promise<void> {
  const file = `/run/lab/${name}-network.xml`;
  await writeFile(file, `<network><name>${name}</name>${rest}</network>`);
  await virsh('net-define', file);
  await virsh('net-start', name);
}

describeInLab('a network of libvirt’s', () => {
  test('is stopped under its VMs, and started by its own edit', async () => {
    finds({ code: 'network-inactive', gone: 'edit' });
    expect(await found('network-inactive')).toEqual([]);
    await virsh('net-destroy', 'routed');
    const [stopped] = await found('network-inactive');
    expect(stopped).toMatchObject({ severity: 'error', subject: expect.arrayContaining(['network:routed']) });
    await applyOwn(stopped?.repairs[0]);
    expect(await found('network-inactive')).toEqual([]);
    expect(await virsh('net-info', 'routed')).toMatch(/Active: +yes/);
  });

  test('doesn’t start with the host, but a VM on it does', async () => {
    finds({ code: 'network-not-autostart', gone: 'edit' });
    expect(await found('network-not-autostart')).toEqual([]);
    await virsh('autostart', 'guest');
    // That a VM starts with the host is read with its XML.
    const [manual] = await seen('network-not-autostart', 1);
    await applyOwn(manual?.repairs[0]);
    expect(await found('network-not-autostart')).toEqual([]);
    expect(await virsh('net-info', 'default')).toMatch(/Autostart: +yes/);
    await virsh('autostart', '--disable', 'guest');
  });

  test('has the subnet of the LAN', async () => {
    finds({ code: 'network-subnet-clash', gone: 'by hand' });
    expect(await found('network-subnet-clash')).toEqual([]);
    await ip('addr', 'add', '10.77.3.9/24', 'dev', 'br0');
    expect(await found('network-subnet-clash')).toMatchObject([
      { severity: 'error', subject: ['network:routed', 'link:br0'] },
    ]);
    await ip('addr', 'del', '10.77.3.9/24', 'dev', 'br0');
    expect(await found('network-subnet-clash')).toEqual([]);
  });
});

describeInLab('the lab as it is made', () => {
  test('has nothing wrong but two VMs of one MAC', async () => {
    await until('all is read', async () => {
      await bench.engine.refresh();
      const { sources } = bench.engine.current().snapshot;
      return sources.some(({ status }) => status === 'pending') ? null : true;
    });
    const { findings } = bench.engine.current().findings;
    const wrong = findings.filter(({ severity }) => severity !== 'info');
    expect(wrong.map(({ code, title }) => `${code}: ${title}`)).toEqual([
      expect.stringMatching(/^duplicate-mac: .* have the same MAC on br0$/),
    ]);
  });
});

describeInLab('two things on one bridge', () => {
  test('have one MAC, as two VMs of the lab have', async () => {
    finds({ code: 'duplicate-mac', gone: 'by hand' });
    const [same, ...others] = await found('duplicate-mac');
    expect(others).toEqual([]);
    expect(same).toMatchObject({ severity: 'warning', subject: expect.arrayContaining(['link:br0']) });
    await ip('link', 'set', await liveTapOf('web 01', '52:54:00:aa:00:01'), 'master', 'br1');
    expect(await found('duplicate-mac')).toEqual([]);
  });

  test('have one IP address: a VM by its lease, and a neighbour that answers for it', async () => {
    finds({ code: 'duplicate-ip', gone: 'by hand' });
    await guestIsUp();
    const leased = await until('a lease', async () => {
      const row = (await virsh('net-dhcp-leases', 'default', '--mac', GUEST)).match(/192\.168\.122\.\d+/);
      return row?.[0] ?? null;
    });
    expect(await found('duplicate-ip')).toEqual([]);
    await ip('link', 'add', 'dup0', 'type', 'veth', 'peer', 'name', 'dup1', 'netns', 'container');
    await ip('link', 'set', 'dup0', 'master', 'virbr0', 'up');
    await ip('-n', 'container', 'link', 'set', 'dup1', 'up');
    await ip('-n', 'container', 'addr', 'add', `${leased}/24`, 'dev', 'dup1');
    const [two] = await until('the neighbour answers first', async () => {
      await ip('neigh', 'flush', 'dev', 'virbr0');
      await run('bash', ['-c', `echo >/dev/udp/${leased}/9`]);
      const all = await found('duplicate-ip');
      return all.length === 0 ? null : all;
    });
    expect(two?.title).toContain(`both have ${leased}`);
    await ip('link', 'del', 'dup0');
    await ip('neigh', 'flush', 'dev', 'virbr0');
    expect(await found('duplicate-ip')).toEqual([]);
  });
});
