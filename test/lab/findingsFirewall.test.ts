import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { FindingCode } from '#shared/findings/codes.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { CommandRepair, Finding, FindingsReport } from '#shared/findings/finding.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { finds } from './support/finds.ts';
import { describeInLab, resetLab } from './support/lab.ts';

const execute = promisify(execFile);
const LIMIT = { timeout: 120_000 };

/** Runs a command in the lab; its network and its firewall are its own. */
async function run(command: string): Promise<void> {
  const [program = '', ...args] = command.split(' ');
  await execute(program, args);
}

async function report(): Promise<FindingsReport> {
  const host = localHost();
  try {
    const snapshot = await new Reader(host).readToEnd();
    return findFindings(snapshot, buildTopology(snapshot, 1));
  } finally {
    await host.close();
  }
}

async function found(code: FindingCode): Promise<readonly Finding[]> {
  const { findings, notChecked } = await report();
  expect(notChecked.filter((one) => one.code === code)).toEqual([]);
  return findings.filter((one) => one.code === code);
}

/** Runs the commands of one repair of each as they are printed, and sees that nothing of the code is found any more. */
async function goneByCommands(findings: readonly Finding[], position = 0): Promise<void> {
  for (const { repairs } of findings) {
    const repair = repairs[position] as CommandRepair;
    for (const [program, ...args] of repair.commands) await execute(program, args);
  }
  const [code] = findings.map((one) => one.code);
  expect(code === undefined ? [] : await found(code)).toEqual([]);
}

const titles = (findings: readonly Finding[]) => findings.map(({ title }) => title);
const bridged = ['br-storage', 'br0', 'br1'].map((name) => `The firewall drops what guests on ${name} send`);
const ofNat = 'The firewall drops what guests on default send';

describeInLab('the firewall', () => {
  const undo: string[] = [];
  afterEach(async () => {
    for (const command of undo.splice(0).reverse()) await run(command).catch(() => {});
    await run('iptables -P FORWARD ACCEPT');
    await resetLab();
  }, 60_000);

  test('finds nothing wrong with the lab, nor with libvirt’s own rules', LIMIT, async () => {
    const { findings, notChecked } = await report();
    const ours = new Set<string>(['forward-drop', 'ip-forward-off', 'rp-filter-asymmetric']);
    expect(findings.filter(({ code }) => ours.has(code))).toEqual([]);
    expect(notChecked.filter(({ code }) => ours.has(code))).toEqual([]);
  });

  test(
    'that drops what crosses bridges by its policy lets it pass by the rule that is printed',
    LIMIT,
    async () => {
      finds({ code: 'forward-drop', gone: 'commands' });
      await run('iptables -P FORWARD DROP');
      const dropped = await found('forward-drop');
      expect(titles(dropped)).toEqual(bridged);
      for (const name of ['br-storage', 'br0', 'br1'])
        undo.push(`iptables -D FORWARD -i ${name} -o ${name} -j ACCEPT`);
      await goneByCommands(dropped);
    },
  );

  test('sees bridged frames no more, by the setting that is printed', LIMIT, async () => {
    finds({ code: 'forward-drop', gone: 'commands' }, { code: 'bridge-nf', gone: 'by hand' });
    expect(await found('bridge-nf')).toHaveLength(1);
    await run('iptables -P FORWARD DROP');
    for (const name of ['iptables', 'ip6tables']) undo.push(`sysctl -w net.bridge.bridge-nf-call-${name}=1`);
    await goneByCommands((await found('forward-drop')).slice(0, 1), 1);
    expect(await found('bridge-nf')).toEqual([]);
  });

  test('with chains as Docker’s lets it pass where Docker asks for such rules', LIMIT, async () => {
    finds({ code: 'forward-drop', gone: 'commands' });
    for (const line of ['-N DOCKER-USER', '-I FORWARD -j DOCKER-USER', '-P FORWARD DROP'])
      await run(`iptables ${line}`);
    undo.push('iptables -X DOCKER-USER', 'iptables -F DOCKER-USER', 'iptables -D FORWARD -j DOCKER-USER');
    const dropped = await found('forward-drop');
    expect(titles(dropped)).toEqual(bridged);
    expect(dropped[0]?.why).toContain('set by Docker');
    await goneByCommands(dropped);
  });

  test('of legacy iptables lets it pass by a rule of its own', LIMIT, async () => {
    finds({ code: 'forward-drop', gone: 'commands' });
    await run('iptables-legacy -P FORWARD DROP');
    undo.push('iptables-legacy -P FORWARD ACCEPT', 'iptables-legacy -F FORWARD');
    const dropped = await found('forward-drop');
    expect(titles(dropped)).toEqual(expect.arrayContaining([...bridged, ofNat]));
    await goneByCommands(dropped);
  });

  test('of nft lets it pass by a rule of its own, bridged and routed', LIMIT, async () => {
    finds({ code: 'forward-drop', gone: 'commands' });
    await run('nft add table inet own');
    undo.push('nft delete table inet own');
    await run('nft add chain inet own fw { type filter hook forward priority 0 ; policy drop ; }');
    const dropped = await found('forward-drop');
    expect(titles(dropped)).toEqual(expect.arrayContaining([...bridged, ofNat]));
    await goneByCommands(dropped);
  });
});

describeInLab('the kernel', () => {
  afterEach(async () => {
    await run('sysctl -w net.ipv4.ip_forward=1');
    await execute('ip', ['link', 'del', 'twin0']).catch(() => {});
    await resetLab();
  }, 60_000);

  test('forwards again by the setting that is printed', LIMIT, async () => {
    finds({ code: 'ip-forward-off', gone: 'commands' });
    await run('sysctl -w net.ipv4.ip_forward=0');
    const off = await found('ip-forward-off');
    expect(off.map(({ subject: [first] }) => first)).toContain('network:default');
    await goneByCommands(off.slice(0, 1));
  });

  test(
    'takes what arrives by the other of two links in one subnet by the setting that is printed',
    LIMIT,
    async () => {
      finds({ code: 'rp-filter-asymmetric', gone: 'commands' });
      await run('ip link add twin0 type veth peer name twin1 netns lan');
      await run('ip -n lan link set twin1 up');
      await run('ip link set twin0 up');
      await run('ip addr add 192.168.50.11/24 dev twin0 metric 200');
      await run('sysctl -w net/ipv4/conf/twin0/rp_filter=1');
      const wrong = await found('rp-filter-asymmetric');
      expect(wrong).toMatchObject([{ severity: 'warning', subject: ['link:twin0', 'link:br0'] }]);
      await goneByCommands(wrong);
    },
  );
});
