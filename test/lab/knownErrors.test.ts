import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { localHost } from '#electron/hosts/local/local.ts';
import type { Command } from '#shared/host/command.ts';
import { explainIp } from '#shared/parse/ipError.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import {
  describeInLab,
  ip,
  killLibvirtd,
  liveTapOf,
  resetLab,
  startLibvirtd,
  uuidOf,
  virsh,
} from './support/lab.ts';

const env = { ...process.env, LC_ALL: 'C.UTF-8' };
const system = ['-c', 'qemu:///system'];
/** A user without any rights, in no group. */
const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups', '--'];

/** Standard error of a command that must fail, run as the product runs it. */
async function stderrOf(argv: Command['argv'], stdin = ''): Promise<string> {
  const outcome = await localHost().run({ argv, stdin }, { timeoutMs: 60_000 });
  if (outcome.kind !== 'exited') throw new Error(`${argv.join(' ')}: ${JSON.stringify(outcome)}`);
  expect(outcome.exitCode, `${argv.join(' ')} succeeded: ${outcome.stdout}`).not.toBe(0);
  return outcome.stderr;
}

async function virshSays(args: readonly string[], stdin = ''): Promise<string | undefined> {
  return explainVirsh(await stderrOf(['virsh', ...system, ...args], stdin))?.message;
}

async function ipSays(...args: readonly string[]): Promise<string | undefined> {
  return explainIp(await stderrOf(['ip', ...args]))?.message;
}

/** The first interface of a running VM as XML, with one thing changed. */
async function firstInterface(vm: string, from: RegExp, to: string): Promise<string> {
  const xml = await virsh('dumpxml', await uuidOf(vm));
  const [nic = ''] = /<interface[\s\S]*?<\/interface>/.exec(xml) ?? [];
  expect(nic).toMatch(from);
  return nic.replace(from, to);
}

/** A VM that a test makes for itself, paused; `resetLab` takes it away. */
async function makeVm(name: string, machine: string, devices: string): Promise<string> {
  const xml = `<domain type='qemu'><name>${name}</name><memory unit='MiB'>32</memory><os><type machine='${machine}'>hvm</type></os><devices>${devices}<interface type='bridge'><source bridge='br0'/><model type='e1000'/></interface></devices></domain>`;
  const create: Command = { argv: ['virsh', ...system, 'create', '--paused', '/dev/stdin'], stdin: xml };
  expect(await localHost().run(create, { timeoutMs: 60_000 })).toMatchObject({ exitCode: 0 });
  return uuidOf(name);
}

describeInLab('the real virsh', () => {
  afterEach(resetLab);

  test('is explained when this user may not', async () => {
    const list: Command['argv'] = ['setpriv', ...nobody, 'virsh', ...system, 'list'];
    expect(explainVirsh(await stderrOf(list))?.status).toBe('denied');
  });

  test('is explained when libvirtd has crashed', async () => {
    const follower = spawn('virsh', ['-r', ...system, 'event', '--all', '--loop'], { env });
    let heard = '';
    follower.stderr.on('data', (chunk) => {
      heard += chunk;
    });
    // Only once virsh is connected can it lose its connection.
    await virsh('list');
    await new Promise((resolve) => setTimeout(resolve, 500));
    const closed = once(follower, 'close');
    await killLibvirtd();
    await closed;
    expect(explainVirsh(heard)?.message).toContain('Lost the connection to libvirt');
    expect(await virshSays(['list'])).toMatch(/libvirt (?:has stopped|is not running) on this host/);
    await startLibvirtd();
  });

  test('is explained when something is not there', async () => {
    const guest = await uuidOf('guest');
    expect(await virshSays(['dumpxml', '00000000-0000-0000-0000-000000000001'])).toContain('no VM');
    expect(await virshSays(['net-dumpxml', 'nosuch'])).toContain('no network');
    expect(await virshSays(['attach-interface', guest, 'network', 'nosuch', '--live'])).toContain(
      'no network',
    );
    expect(await virshSays(['attach-interface', guest, 'bridge', 'nosuch', '--live'])).toContain(
      'no bridge nosuch',
    );
    expect(await virshSays(['attach-interface', guest, 'direct', 'nosuch', '--live'])).toContain(
      'no interface nosuch',
    );
    expect(await virshSays(['detach-device-alias', guest, 'net99', '--live'])).toContain('no vNIC net99');
    expect(await virshSays(['domif-setlink', guest, '52:54:00:00:00:99', 'down'])).toContain('no vNIC');
    const stranger = await firstInterface('guest', /(?:[0-9a-f]{2}:){5}[0-9a-f]{2}/, '52:54:00:00:00:99');
    expect(await virshSays(['update-device', guest, '/dev/stdin', '--live'], stranger)).toContain(
      '52:54:00:00:00:99',
    );
  });

  test('is explained when something is not in the state for it', async () => {
    const guest = await uuidOf('guest');
    expect(await virshSays(['attach-interface', await uuidOf('1'), 'bridge', 'br0', '--live'])).toContain(
      'not running',
    );
    expect(await virshSays(['domifaddr', guest, '--source', 'agent'])).toContain('guest agent');
    expect(await virshSays(['domifaddr', await uuidOf('deaf'), '--source', 'agent'])).toContain(
      'guest agent',
    );
    await virsh('net-destroy', 'asleep').catch(() => '');
    expect(await virshSays(['attach-interface', guest, 'network', 'asleep', '--live'])).toContain(
      '“asleep” is not active',
    );
  });

  test('is explained when a running VM cannot be changed so', async () => {
    const web = await uuidOf('web 01');
    const update = ['update-device', web, '/dev/stdin', '--live'];
    const changes: [RegExp, string][] = [
      [/model type='[^']*'/, "model type='e1000'"],
      [/target dev='[^']*'/, "target dev='other0'"],
      [/<model/, "<mtu size='9000'/><model"],
      [/type='bridge'/, "type='user'"],
    ];
    for (const [from, to] of changes) {
      expect(await virshSays(update, await firstInterface('web 01', from, to)), to).toContain(
        'on a running VM',
      );
    }
    const nosuch = await firstInterface('web 01', /bridge='[^']*'/, "bridge='nosuch'");
    expect(await virshSays(update, nosuch)).toContain('no bridge nosuch');
  });

  test("is explained when a TAP was moved behind libvirt's back", async () => {
    const tap = await liveTapOf('web 01', '52:54:00:aa:00:01');
    await ip('link', 'set', 'dev', tap, 'master', 'br-storage');
    const elsewhere = await firstInterface('web 01', /bridge='[^']*'/, "bridge='br1'");
    expect(
      await virshSays(['update-device', await uuidOf('web 01'), '/dev/stdin', '--live'], elsewhere),
    ).toContain(`${tap} couldn’t be connected to br1`);
  });

  test('is explained when a network cannot be defined or started', async () => {
    const xml = (over: { name?: string; bridge?: string; address?: string }) => {
      const { name = 'n1', bridge = 'virbr8', address = '10.88.1.1' } = over;
      return `<network><name>${name}</name><bridge name='${bridge}'/><ip address='${address}' prefix='24'/></network>`;
    };
    const define = ['net-define', '/dev/stdin'];
    expect(await virshSays(define, xml({ bridge: 'br1' }))).toContain('bridge name br1 is already used');
    expect(await virshSays(define, xml({ name: 'asleep' }))).toContain('already has a network asleep');
    expect(await virshSays(['net-start', 'default'])).toContain('already active');
    const start = async (over: Parameters<typeof xml>[0]) => {
      const defined = await localHost().run(
        { argv: ['virsh', ...system, ...define], stdin: xml(over) },
        { timeoutMs: 60_000 },
      );
      expect(defined).toMatchObject({ exitCode: 0 });
      const said = await virshSays(['net-start', 'n1']);
      await virsh('net-undefine', 'n1');
      return said;
    };
    expect(await start({ address: '192.168.50.1' })).toContain('addresses are already in use on br0');
    expect(await start({ bridge: 'tap-loose' })).toContain('The name tap-loose is already used');
  });

  test('is explained when a TAP cannot be used, or a link can carry no macvtap', async () => {
    const attach = ['attach-device', await uuidOf('deaf'), '/dev/stdin', '--live'];
    const onTap = (tap: string) =>
      `<interface type='ethernet'><target dev='${tap}' managed='no'/><model type='virtio'/></interface>`;
    const onLink = (dev: string, mode: string) =>
      `<interface type='direct'><source dev='${dev}' mode='${mode}'/><model type='virtio'/></interface>`;
    await ip('tuntap', 'add', 'dev', 'tun9', 'mode', 'tun');
    expect(await virshSays(attach, onTap('tap0'))).toContain('TAP tap0 is already held open');
    expect(await virshSays(attach, onTap('tun9'))).toContain('can’t use tun9');
    expect(await virshSays(attach, onTap('nosuch'))).toContain('not on this host');
    expect(await virshSays(attach, onLink('enp3s0', 'bridge'))).toContain('enp3s0 can’t carry a macvtap');
    expect(await virshSays(attach, onLink('enp4s0', 'passthrough'))).toContain(
      'enp4s0 can’t carry this macvtap',
    );
  });

  test('is explained when a vNIC cannot be attached or detached', async () => {
    const guest = await uuidOf('guest');
    const attach = ['attach-interface', guest, 'bridge', 'br0', '--live'];
    expect(await virshSays([...attach, '--target', 'tap0'])).toContain('name tap0 is already used');
    expect(await virshSays([...attach, '--model', 'nonsense'])).toContain('no NIC model nonsense');
    expect(await virshSays([...attach, '--mac', '53:54:00:00:00:01'])).toContain(
      'isn’t a valid MAC for a vNIC',
    );
    const twins = await uuidOf('twins');
    expect(
      await virshSays(['detach-interface', twins, 'bridge', '--mac', '52:54:00:ff:00:01', '--live']),
    ).toContain('several vNICs');
    const bare = await makeVm('no-acpi', 'pc', '');
    expect(await virshSays(['detach-interface', bare, 'bridge', '--live'])).toContain('no hot-plug');
    const full = await makeVm('full', 'q35', "<controller type='pci' model='pcie-root'/>");
    await virsh('attach-interface', full, 'bridge', 'br0', '--model', 'virtio', '--live').catch(() => '');
    expect(
      await virshSays(['attach-interface', full, 'bridge', 'br0', '--model', 'virtio', '--live']),
    ).toMatch(/no free PCI slot|no hot-plug/);
  });
});

describeInLab('the real ip', () => {
  afterEach(resetLab);

  test('is explained when it refuses', async () => {
    expect(await ipSays('link', 'set', 'dev', 'nosuch', 'master', 'br0')).toContain('no interface nosuch');
    expect(await ipSays('link', 'set', 'dev', 'tap-loose', 'master', 'nosuch')).toContain(
      'no interface nosuch',
    );
    expect(await ipSays('link', 'set', 'dev', 'tap-loose', 'master', 'vxlan100')).toContain(
      'can’t connect this interface there',
    );
    expect(await ipSays('link', 'set', 'dev', 'br1', 'master', 'br0')).toContain('another bridge');
    expect(await ipSays('link', 'set', 'dev', 'lo', 'master', 'br0')).toContain('as a port');
    expect(await ipSays('link', 'set', 'dev', 'enp4s0', 'master', 'br0')).toContain('in use');
  });

  test('is explained when this user may not', async () => {
    const set: Command['argv'] = [
      'setpriv',
      ...nobody,
      'ip',
      'link',
      'set',
      'dev',
      'tap-loose',
      'master',
      'br0',
    ];
    expect(explainIp(await stderrOf(set))?.status).toBe('denied');
  });
});
