import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { runCli } from '#electron/cli/cli.ts';
import { FakeTerminal } from '../unit/cli/fakeTerminal.ts';
import { describeInLab, guestIsUp, ip, liveTapOf, resetLab, until, virsh } from './support/lab.ts';

const execute = promisify(execFile);
const gateway = '192.168.50.1';
const mac = '52:54:00:ac:00:01';

interface Explained {
  readonly outcome: string;
  readonly verdict: string;
  readonly hops: readonly {
    readonly node?: string;
    readonly edge?: string;
    readonly step: string;
    readonly findings: readonly string[];
    readonly verdict: string;
    readonly say: string;
  }[];
}

async function explain(what = mac): Promise<Explained & { readonly exitCode: number }> {
  const terminal = new FakeTerminal();
  const exitCode = await runCli(['explain', what, '--json'], terminal);
  return { ...(JSON.parse(terminal.text) as Explained), exitCode };
}

/** The hop that the walk ends at, which must be broken, and what it comes to. */
async function brokenAt() {
  const { hops, exitCode, verdict } = await explain();
  expect(exitCode).toBe(1);
  const faults = hops.filter((hop) => hop.verdict === 'broken');
  expect(faults, verdict).toEqual([hops.at(-1)]);
  return { ...faults[0], verdict };
}

/** Has the host ask for the gateway’s MAC, and waits until it knows whether that answers. */
async function askGateway(): Promise<void> {
  await execute('bash', ['-c', `echo >/dev/udp/${gateway}/9`]).catch(() => {});
  await until('the host knows whether its gateway answers', async () =>
    /REACHABLE|FAILED/.test(await ip('neigh', 'show', gateway)) ? true : null,
  );
}

describeInLab('the way of a real guest’s packets', () => {
  let tap = '';
  const undo: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    await guestIsUp();
    tap = await liveTapOf('guest', mac);
    await askGateway();
  });
  afterEach(async () => {
    if (undo.length === 0) return;
    for (const each of undo.splice(0).reverse()) await each();
    await until('STP lets the guest’s port forward again', async () =>
      (await ip('-d', 'link', 'show', tap)).includes('state forwarding') ? true : null,
    );
  });
  afterAll(resetLab);

  /** Breaks something for one test. */
  async function breaks(by: readonly string[], mend: readonly string[]) {
    await ip(...by);
    undo.push(() => ip(...mend));
  }

  it('is fine where everything is', async () => {
    const { hops, exitCode, verdict } = await until('the guest is heard', async () => {
      const now = await explain();
      return now.hops.some(({ say }) => say.includes('has learned its MAC there')) ? now : null;
    });
    expect(exitCode).toBe(0);
    expect(hops.filter((hop) => hop.verdict !== 'ok')).toEqual([]);
    expect(hops.map(({ step }) => step)).toEqual(
      'guest vnic end port frames bridge network network uplink gateway filter'.split(' '),
    );
    expect(verdict).toMatch(/^This host passes the packets of guest’s net0, out by enp3s0\./);
  });

  it('ends at the guest’s cable where that is unplugged', async () => {
    await virsh('domif-setlink', 'guest', mac, 'down');
    undo.push(() => virsh('domif-setlink', 'guest', mac, 'up'));
    const { step, verdict } = await brokenAt();
    expect(step).toBe('vnic');
    expect(verdict).toMatch(/guest’s net0 is unplugged.+Plug in guest’s cable/);
  });

  it('ends at the TAP where that is disabled', async () => {
    await breaks(['link', 'set', tap, 'down'], ['link', 'set', tap, 'up']);
    const { node, verdict } = await brokenAt();
    expect(node).toBe(`link:${tap}`);
    expect(verdict).toContain(`${tap} is disabled`);
  });

  it('ends at the TAP where that is in no bridge', async () => {
    await breaks(['link', 'set', tap, 'nomaster'], ['link', 'set', tap, 'master', 'virbr0']);
    const { node, step, verdict } = await brokenAt();
    expect({ node, step }).toEqual({ node: `link:${tap}`, step: 'port' });
    expect(verdict).toMatch(
      /isn’t connected to any bridge.+To repair it: Reconnect as libvirt has it on record\./,
    );
  });

  it('ends at the bridge where that is disabled', async () => {
    await breaks(['link', 'set', 'virbr0', 'down'], ['link', 'set', 'virbr0', 'up']);
    const { node, verdict } = await brokenAt();
    expect(node).toBe('link:virbr0');
    expect(verdict).toMatch(/virbr0 is disabled.+Enable virbr0\./);
  });

  it('ends at the card by which it leaves the host', async () => {
    await breaks(['-n', 'lan', 'link', 'set', 'lan0', 'down'], ['-n', 'lan', 'link', 'set', 'lan0', 'up']);
    const { step, verdict } = await brokenAt();
    expect(step).toBe('uplink');
    expect(verdict).toContain('enp3s0 has no carrier');
  });

  it('ends at the gateway where that is gone', async () => {
    const address = ['192.168.50.1/24', 'dev', 'lan0'];
    undo.push(askGateway, () => ip('neigh', 'flush', 'dev', 'br0'));
    await breaks(['-n', 'lan', 'addr', 'del', ...address], ['-n', 'lan', 'addr', 'add', ...address]);
    await ip('neigh', 'flush', 'dev', 'br0');
    await askGateway();
    const { step, verdict } = await brokenAt();
    expect(step).toBe('gateway');
    expect(verdict).toContain('The gateway 192.168.50.1 doesn’t answer this host on br0');
  });

  it('ends at the network where its DHCP server is dead', async () => {
    const pid = (await readFile('/run/libvirt/network/default.pid', 'utf8')).trim();
    process.kill(Number(pid), 'SIGKILL');
    const host = `<host mac='52:54:00:00:00:00' ip='192.168.122.77'/>`;
    const update = (how: string) => virsh('net-update', 'default', how, 'ip-dhcp-host', host, '--live');
    undo.push(
      () => update('delete'),
      () => update('add-last'),
    );
    const { node, findings, verdict } = await brokenAt();
    expect({ node, findings }).toEqual({ node: 'network:default', findings: ['dhcp-server-dead'] });
    expect(verdict).toMatch(/DHCP server isn’t running\. To repair it: .+ As root: /);
  });

  it('ends at the host where it forwards nothing', async () => {
    await execute('sysctl', ['-qw', 'net.ipv4.ip_forward=0']);
    undo.push(() => execute('sysctl', ['-qw', 'net.ipv4.ip_forward=1']));
    const { step, findings, verdict } = await brokenAt();
    expect({ step, findings }).toEqual({ step: 'network', findings: ['ip-forward-off'] });
    expect(verdict).toMatch(
      /To repair it: Turn on IP forwarding\. Immediate; lost at reboot\. .+ As root: sysctl -w '?net\.ipv4\.ip_forward=1'?$/,
    );
  });

  it('ends at the firewall where that drops its packets', async () => {
    const chain = 'add chain ip explained forward { type filter hook forward priority 10; policy drop; }';
    await execute('nft', [`add table ip explained; ${chain}`]);
    undo.push(() => execute('nft', ['delete table ip explained']));
    const { step, findings, verdict } = await brokenAt();
    expect({ step, findings }).toEqual({ step: 'filter', findings: ['forward-drop'] });
    expect(verdict).toMatch(/^guest’s net0 has no network\. The firewall drops .+To repair it: /);
  });

  it('ends at the guest where that is paused', async () => {
    await virsh('suspend', 'guest');
    undo.push(() => virsh('resume', 'guest'));
    const { step, verdict } = await brokenAt();
    expect(step).toBe('guest');
    expect(verdict).toContain('guest is paused');
  });
});
