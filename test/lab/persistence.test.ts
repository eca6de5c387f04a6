import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { BridgePersistence, Form, FormKind } from '#shared/persistence/model.ts';
import { bridgePersistence } from '#shared/persistence/persistence.ts';
import { describeInLab } from './support/lab.ts';

const execute = promisify(execFile);

/**
 * A test that needs a program which `npm test` does not install: a network manager would take over the network of the
 * machine that it is installed on.
 */
function testWith(program: string, name: string, body: () => Promise<void>): void {
  test(name, async ({ skip }) => {
    skip(spawnSync('which', [program]).status !== 0, `there is no ${program}`);
    await body();
  });
}

describeInLab('how a bridge of the lab is kept', () => {
  let kept: BridgePersistence;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'patchbay-persistence-'));
    const host = localHost();
    const snapshot = await new Reader(host).read();
    await host.close();
    expect(snapshot.sources.find(({ name }) => name === 'network-setup')).toMatchObject({
      status: 'ok',
      message: '',
    });
    const found = bridgePersistence(snapshot, 'br0', []);
    if (found === null) throw new Error('the lab has no br0');
    kept = found;
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function formOf(kind: FormKind): Form {
    const form = kept.forms.find((each) => each.kind === kind);
    if (form === undefined) throw new Error(`no form ${kind}`);
    return form;
  }

  /** Saves a form's files as the form says, under the test's folder. */
  async function save(kind: FormKind): Promise<string> {
    for (const { path, text } of formOf(kind).parts) {
      const file = join(folder, path ?? 'commands.sh');
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { mode: 0o600 });
    }
    return folder;
  }

  test('is written in four forms, with the card and the address that it has', () => {
    expect(kept.keeper).toBeNull();
    expect(kept.forms).toHaveLength(4);
    for (const { parts } of kept.forms) {
      const text = parts.map((part) => part.text).join('');
      for (const fact of ['br0', 'enp3s0', '192.168.50.10/24', '192.168.50.1', '02:00:00:00:b0:00'])
        expect(text).toContain(fact);
      expect(text).not.toMatch(/vnet\d|vethc0de42a|clone-tap/);
    }
  });

  testWith(
    'netplan',
    'Netplan takes its file, and makes of it what systemd-networkd is told by our own',
    async () => {
      const root = await save('netplan');
      const { stderr } = await execute('netplan', ['generate', '--root-dir', root]);
      expect(stderr).toBe('');
      const made = await readFile(join(root, 'run/systemd/network/10-netplan-br0.network'), 'utf8');
      const own = formOf('networkd').parts.find(({ path }) => path?.endsWith('br0.network'))?.text ?? '';
      for (const entry of [
        'Address',
        'Gateway',
        'IPv6AcceptRA',
        'LinkLocalAddressing',
        'ConfigureWithoutCarrier',
      ])
        expect(entriesOf(made, entry)).toEqual(entriesOf(own, entry));
      const port = await readFile(join(root, 'run/systemd/network/10-netplan-enp3s0.network'), 'utf8');
      expect(entriesOf(port, 'Bridge')).toEqual(['br0']);
    },
  );

  testWith('nmcli', 'NetworkManager takes each of its commands', async () => {
    const root = await save('networkmanager');
    const script = (await readFile(join(root, 'commands.sh'), 'utf8')).replaceAll(
      /^nmcli /gm,
      'nmcli --offline ',
    );
    const { stdout } = await execute('sh', ['-euc', script]);
    expect(stdout).toMatch(/\[ipv4\]\naddress1=192\.168\.50\.10\/24,192\.168\.50\.1\nmethod=manual/);
    expect(stdout).toMatch(/interface-name=enp3s0\nmaster=br0\nslave-type=bridge/);
  });

  testWith('ifup', 'ifupdown makes the same bridge of its file, in a network of its own', async () => {
    const root = await save('ifupdown');
    await cp(join(root, 'etc/network/interfaces.d/br0'), join(root, 'interfaces'));
    const { stdout } = await execute(
      'unshare',
      ['-mn', 'sh', '-euc', ALONE, 'sh', join(root, 'interfaces'), join(root, 'state')],
      { env: { ...process.env, LC_ALL: 'C.UTF-8' } },
    );
    const [link = '', address = '', route = '', port = ''] = stdout.split('\n--\n');
    const now = async (...args: string[]) => (await execute('ip', ['-j', '-d', ...args])).stdout;
    expect(factsOfBridge(link)).toEqual(factsOfBridge(await now('link', 'show', 'dev', 'br0')));
    expect(ipv4Of(address)).toEqual(ipv4Of(await now('-4', 'addr', 'show', 'dev', 'br0')));
    expect(gatewayOf(route)).toEqual(gatewayOf(await now('route', 'show', 'default')));
    expect(JSON.parse(port)[0].master).toBe('br0');
  });
});

/** Brings br0 up with a card to be its port, and prints what came of it. bridge-utils looks into /sys for what is there. */
const ALONE = `
  mount -t sysfs sysfs /sys
  ip link add enp3s0 type veth peer name lan0
  ip link set dev lan0 up
  mkdir -p "$2"
  ifup -i "$1" --state-dir "$2" br0 >&2
  ip -j -d link show dev br0; echo --
  ip -j -d -4 addr show dev br0; echo --
  ip -j -d route show default; echo --
  ip -j -d link show dev enp3s0
`;

function entriesOf(text: string, key: string): string[] {
  return [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].map(([, value = '']) => value);
}

function factsOfBridge(text: string) {
  const [{ address, mtu, linkinfo }] = JSON.parse(text);
  return { address, mtu, stp: linkinfo.info_data.stp_state, vlans: linkinfo.info_data.vlan_filtering };
}

function ipv4Of(text: string) {
  const [{ addr_info }] = JSON.parse(text);
  return addr_info.map(
    ({ local, prefixlen }: { local: string; prefixlen: number }) => `${local}/${prefixlen}`,
  );
}

function gatewayOf(text: string) {
  const [{ gateway, dev }] = JSON.parse(text);
  return { gateway, dev };
}
