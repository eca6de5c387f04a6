import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import { bridgeNic, fakeDomain, uuid } from './support/fakeLibvirt.ts';
import { gate, printed } from './support/scriptedHost.ts';
import { fixture, scriptedReader } from './support/scriptedReader.ts';

function reportOf(snapshot: HostSnapshot, name: SourceName) {
  return snapshot.sources.find((source) => source.name === name);
}

function isAboutIfupdown(argv: readonly string[]): boolean {
  return argv.includes('/etc/network/interfaces');
}

describe('guest agents', () => {
  const ANSWER = ' eth0       52:54:00:00:00:01    ipv4         10.0.0.7/24\n';

  /** A host whose read-write virsh answers `domifaddr` of each UUID with a text, and hangs at `null`. */
  function withAgents(answers: Readonly<Record<string, string | null>>) {
    const parts = scriptedReader();
    parts.libvirt.domains = Object.keys(answers).map((id, index) =>
      fakeDomain(0, { uuid: id, name: `vm ${index}`, agent: 'connected' }),
    );
    const questions: string[][] = [];
    parts.host.script('virsh', (argv) => {
      if (argv.includes('-r')) return parts.libvirt.run(argv);
      const asked: string[] = [];
      questions.push(asked);
      let stdout = '';
      for (const part of argv.at(-1)?.split('; ') ?? []) {
        const id = /^domifaddr (\S+) --source agent --full$/.exec(part)?.[1];
        const answer = id === undefined ? (/'(.*)'/.exec(part)?.[1] ?? '') : answers[id];
        if (id !== undefined) asked.push(id);
        if (answer === null) return { kind: 'timed-out', afterMs: 15_000, stdout, stderr: '' };
        stdout += answer;
      }
      return printed(stdout);
    });
    return { ...parts, questions };
  }

  it('tell the addresses of their guests', async () => {
    const { reader } = withAgents({ [uuid(1)]: ANSWER });
    expect((await reader.read()).agentAddresses).toEqual([
      { domain: uuid(1), mac: '52:54:00:00:00:01', address: '10.0.0.7' },
    ]);
  });

  it('are asked all in one process, and only where one is connected', async () => {
    const { reader, libvirt, questions } = withAgents({ [uuid(1)]: ANSWER, [uuid(2)]: ANSWER });
    libvirt.domains.push(
      fakeDomain(3),
      fakeDomain(4, { agent: 'disconnected' }),
      fakeDomain(5, { agent: 'connected', state: 'paused' }),
      fakeDomain(6, { agent: 'connected', state: 'shut off' }),
    );
    await reader.read();
    expect(questions).toEqual([[uuid(1), uuid(2)]]);
  });

  it('that hang hold up only the others behind them once, and are then left alone for five minutes', async () => {
    const { reader, questions, clock } = withAgents({
      [uuid(1)]: ANSWER,
      [uuid(2)]: null,
      [uuid(3)]: ANSWER,
    });
    const first = await reader.read();
    expect(first.agentAddresses.map(({ domain }) => domain)).toEqual([uuid(1)]);
    expect(reportOf(first, 'guest-agent')).toMatchObject({
      status: 'partial',
      message: 'The guest agent of “vm 1” did not answer.',
    });
    const second = await reader.pollSlow();
    expect(second.agentAddresses.map(({ domain }) => domain)).toEqual([uuid(1), uuid(3)]);
    clock.now += 5 * 60_000;
    await reader.pollSlow();
    expect(questions).toEqual([
      [uuid(1), uuid(2)],
      [uuid(1), uuid(3)],
      [uuid(1), uuid(2)],
    ]);
  });

  it('that fail do not keep an address that may be wrong by now', async () => {
    const answers: Record<string, string | null> = { [uuid(1)]: ANSWER };
    const { reader } = withAgents(answers);
    await reader.read();
    answers[uuid(1)] = '';
    const snapshot = await reader.pollSlow();
    expect(snapshot.agentAddresses).toEqual([]);
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('partial');
  });

  it('are not to blame when libvirtd dies', async () => {
    const { reader, host, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    const before = await reader.read();
    const died = 'error: Disconnected from qemu:///system due to end of file\n';
    const echoed = (argv: readonly string[]) =>
      [...(argv.at(-1) ?? '').matchAll(/\[patchbay \w+ \d+\]/g)].join('');
    host.script('virsh', (argv) => (argv.includes('-r') ? libvirt.run(argv) : printed(echoed(argv), died)));
    const after = await reader.pollSlow();
    expect(reportOf(after, 'guest-agent')?.status).toBe('failed');
    expect(after.agentAddresses).toEqual(before.agentAddresses);
  });

  it('are forgotten with their VM', async () => {
    const { reader, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    await reader.read();
    libvirt.domains = [];
    const snapshot = await reader.read();
    expect(snapshot.agentAddresses).toEqual([]);
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('ok');
  });

  it.each([
    ['a member of libvirt', 'jo adm libvirt sudo\n', 'ok'],
    ['anybody else', 'jo adm libvirtish sudo\n', 'denied'],
  ])('are asked for %s: nobody is ever asked for a password', async (_, groups, status) => {
    const { reader, host, questions } = withAgents({ [uuid(1)]: ANSWER });
    host.script('id', (argv) => printed(argv.includes('-u') ? '1000\n' : groups));
    expect(reportOf(await reader.read(), 'guest-agent')?.status).toBe(status);
    expect(questions).toHaveLength(status === 'ok' ? 1 : 0);
  });

  it('do not hold up a command line that reads once', async () => {
    const { reader, host, libvirt } = withAgents({ [uuid(1)]: ANSWER });
    const hung = gate<void>();
    host.script('virsh', async (argv) => {
      if (!argv.includes('-r')) await hung.promise;
      return libvirt.run(argv);
    });
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const reading = reader.read();
    await vi.advanceTimersByTimeAsync(3000);
    const snapshot = await reading;
    expect(reportOf(snapshot, 'guest-agent')?.status).toBe('pending');
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe('ok');
    hung.open();
  });
});

describe('who holds which TAP', () => {
  const links = (...rows: object[]) => JSON.stringify(rows);
  const TAP = { link_type: 'ether', mtu: 1500, operstate: 'UNKNOWN', address: 'fe:54:00:00:00:01' };
  const tap = (ifindex: number, ifname: string, ...flags: string[]) => ({
    ...TAP,
    ifindex,
    ifname,
    flags: ['UP', ...flags],
    linkinfo: { info_kind: 'tun', info_data: { type: 'tap' } },
  });
  const macvtap = {
    ...TAP,
    ifindex: 23,
    ifname: 'macvtap0',
    flags: ['UP'],
    linkinfo: { info_kind: 'macvtap' },
  };
  const DENIED = 'find: ‘/proc/1/fd’: Permission denied\n';

  function withLinks(text: string) {
    const parts = scriptedReader();
    parts.host.script('ip', (argv) => printed(argv.includes('link') ? text : '[]'));
    return parts;
  }

  it('is found by open descriptors, with the command line of those that are QEMU', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0', 'LOWER_UP'), macvtap));
    const cmdline = fixture('cmdline-bare.bin');
    host.script('find', () =>
      printed('/proc/344/fd/12\0/dev/net/tun\0/proc/344/fd/13\0/dev/net/tun\0/proc/900/fd/4\0/dev/tap23\0'),
    );
    host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      if (argv.includes('^iff:')) {
        expect(argv.slice(3)).toEqual(['/proc/344/fdinfo/12', '/proc/344/fdinfo/13']);
        return printed('/proc/344/fdinfo/12:iff:\ttap0\n/proc/344/fdinfo/13:iff:\ttap0\n');
      }
      expect(argv.slice(3)).toEqual(['/proc/344/cmdline', '/proc/900/cmdline']);
      const records = cmdline.split('\0').slice(0, -1);
      return printed(
        `${records.map((record) => `/proc/344/cmdline:${record}\0`).join('')}/proc/900/cmdline:cat\0`,
      );
    });
    const snapshot = await reader.read();
    expect(snapshot.tapHolders).toEqual([
      { link: 'tap0', pid: 344, descriptor: 12, program: 'qemu-system-x86_64' },
      { link: 'tap0', pid: 344, descriptor: 13, program: 'qemu-system-x86_64' },
      { link: 'macvtap0', pid: 900, descriptor: 4, program: 'cat' },
    ]);
    expect(snapshot.qemuProcesses).toMatchObject([
      { pid: 344, name: 'bare', libvirt: false, nics: [{ ifname: 'tap0', model: 'e1000' }] },
    ]);
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe('ok');
  });

  /**
   * Processes by id: the network namespace of each, and the TAPs or the macvtap's index that it holds. What is asked of
   * /proc is kept by its files.
   */
  function withProcesses(
    text: string,
    processes: Readonly<
      Record<number, { netns: string; taps?: string[]; macvtap?: number; links?: string[] }>
    >,
  ) {
    const parts = withLinks(text);
    const all = Object.entries(processes);
    const held = all.flatMap(([pid, { taps = [], macvtap: index }]) => [
      ...taps.map((_, fd) => [`/proc/${pid}/fd/${fd + 3}`, '/dev/net/tun']),
      ...(index === undefined ? [] : [[`/proc/${pid}/fd/9`, `/dev/tap${index}`]]),
    ]);
    const spaces = [['self', 'net:[1]'], ...all.map(([pid, { netns }]) => [pid, netns])];
    parts.host.script('find', (argv) => {
      const files = spaces.map(([process, netns]) => [`/proc/${process}/ns/net`, netns]);
      const rows = argv[1] === '/proc' ? held : files.filter(([path]) => argv.includes(path ?? ''));
      return printed(rows.map((row) => `${row.join('\0')}\0`).join(''));
    });
    parts.host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      const texts = all.flatMap(([pid, { taps = [], links: own = [] }]) => [
        ...taps.map((tap, fd) => [`/proc/${pid}/fdinfo/${fd + 3}`, `iff:\t${tap}\n`]),
        [`/proc/${pid}/cmdline`, 'qemu-system-x86_64\0'],
        [`/proc/${pid}/net/dev`, `Inter-|\n face |\n${own.map((name) => `  ${name}: 0\n`).join('')}\0`],
      ]);
      const asked = texts.filter(([path]) => argv.includes(path ?? ''));
      return printed(asked.map(([path, content]) => `${path}:${content}`).join(''));
    });
    return parts;
  }

  const holding = ({ tapHolders }: HostSnapshot) => tapHolders.map(({ link, pid }) => `${pid} ${link}`);

  it('is nobody of another network namespace, where a TAP or a macvtap’s index is another one', async () => {
    const { reader } = withProcesses(links(tap(7, 'tap0'), macvtap), {
      344: { netns: 'net:[1]', taps: ['tap1'] },
      500: { netns: 'net:[2]', taps: ['tap0'], links: ['lo', 'tap0'] },
      900: { netns: 'net:[2]', macvtap: 23 },
    });
    const snapshot = await reader.read();
    expect(holding(snapshot)).toEqual(['344 tap1']);
    const elsewhere = snapshot.qemuProcesses.filter((process) => process.elsewhere);
    expect(elsewhere.map(({ pid }) => pid)).toEqual([500, 900]);
  });

  it('is a process elsewhere whose TAP was moved here: it has none of that name, and nobody here holds it', async () => {
    const { reader } = withProcesses(
      links(
        tap(7, 'tap0', 'LOWER_UP'),
        tap(8, 'tap1', 'LOWER_UP'),
        tap(9, 'tap2', 'LOWER_UP'),
        tap(10, 'tap3'),
      ),
      {
        344: { netns: 'net:[1]', taps: ['tap1'] },
        500: { netns: 'net:[2]', taps: ['tap0', 'tap1', 'tap2', 'tap3'], links: ['lo', 'tap2'] },
      },
    );
    expect(holding(await reader.read())).toEqual(['344 tap1', '500 tap0']);
  });

  it('is nobody who has ended before it was known where he was', async () => {
    const { reader } = withProcesses(links(tap(7, 'tap0')), { 344: { netns: '', taps: ['tap0'] } });
    expect(holding(await reader.read())).toEqual([]);
  });

  it('is partly hidden when another user holds one', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0', 'LOWER_UP'), tap(8, 'loose')));
    host.script('find', () => printed('', DENIED, 1));
    expect(reportOf(await reader.read(), 'tap-holders')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('tap0'),
    });
  });

  it('hides nothing of interest when libvirt tells of all that are held', async () => {
    const { reader, host, libvirt } = withLinks(links(tap(7, 'vnet0', 'LOWER_UP'), tap(8, 'loose')));
    libvirt.domains = [fakeDomain(1, { live: [bridgeNic('br0', 1, "<target dev='vnet0'/>")] })];
    host.script('find', () => printed('', DENIED, 1));
    expect(reportOf(await reader.read(), 'tap-holders')).toMatchObject({ status: 'ok', message: '' });
  });

  it.each([
    ['a find of another kind', 'find', printed('', 'find: unrecognized: -regextype\n', 1), 'failed'],
    ['no find', 'find', { kind: 'missing', program: 'find' } as const, 'missing'],
    ['garbage', 'grep', printed('what is this'), 'unparsable'],
  ])('is told as a failure with %s', async (_, program, outcome, status) => {
    const { reader, host } = withLinks(links(tap(7, 'tap0')));
    host.script('find', () => printed('/proc/344/fd/12\0/dev/net/tun\0'));
    host.script(program, () => outcome);
    const snapshot = await reader.read();
    expect(reportOf(snapshot, 'tap-holders')?.status).toBe(status);
    expect(reportOf(snapshot, 'ip-link')?.status).toBe('ok');
  });

  it('is worth another look when a TAP comes, goes, or is taken hold of', async () => {
    const { reader, host } = withLinks(links(tap(7, 'tap0')));
    const due = async (text: string) => {
      host.script('ip', (argv) => printed(argv.includes('link') ? text : '[]'));
      await reader.poll(60_000);
      const isDue = reader.isSlowDue;
      await reader.pollSlow();
      return isDue;
    };
    expect(await due(links(tap(7, 'tap0')))).toBe(true);
    expect(await due(links(tap(7, 'tap0')))).toBe(false);
    expect(await due(links(tap(7, 'tap0', 'LOWER_UP')))).toBe(true);
    expect(await due(links(tap(7, 'tap0', 'LOWER_UP'), macvtap))).toBe(true);
    expect(await due(links(macvtap))).toBe(true);
    expect(await due(links({ ...macvtap, mtu: 9000 }))).toBe(false);
  });
});

describe('link speeds', () => {
  it('are read of cards and bonds only', async () => {
    const { reader, host } = scriptedReader();
    const link = (ifname: string, linkinfo?: object) => ({
      ...{ ifindex: 1, ifname, flags: [], mtu: 1500, operstate: 'UP', link_type: 'ether' },
      ...(linkinfo ? { linkinfo } : {}),
    });
    const rows = [
      link('enp3s0'),
      link('bond0', { info_kind: 'bond' }),
      link('br0', { info_kind: 'bridge' }),
      { ...link('lo'), link_type: 'loopback' },
    ];
    host.script('ip', (argv) => printed(argv.includes('link') ? JSON.stringify(rows) : '[]'));
    host.script('grep', (argv) => {
      if (isAboutIfupdown(argv)) return printed('', '', 2);
      expect(argv).toEqual(['grep', '-sH', '', '/sys/class/net/enp3s0/speed', '/sys/class/net/bond0/speed']);
      return printed('/sys/class/net/enp3s0/speed:2500\n', '', 2);
    });
    const snapshot = await reader.read();
    expect(snapshot.linkSpeeds).toEqual({ enp3s0: 2500 });
    expect(reportOf(snapshot, 'link-speed')?.status).toBe('ok');
  });
});

describe('what configures the network', () => {
  it('is nothing where none of the programs is installed, and that is no trouble', async () => {
    const snapshot = await scriptedReader().reader.read();
    expect(snapshot.networkSetup).toEqual({
      networkManager: [],
      networkd: [],
      ifupdown: [],
      ifupdownLeases: [],
      networkdFiles: [],
      ifupdownFiles: [],
      netplan: false,
    });
    expect(reportOf(snapshot, 'network-setup')).toMatchObject({ status: 'ok', message: '' });
  });

  it('is told link by link', async () => {
    const { reader, host } = scriptedReader();
    host.script('nmcli', () => printed('wlan0:connected:home\n'));
    host.script('networkctl', () => printed('  4 br0 bridge routable configured\n'));
    host.script('grep', (argv) => printed(isAboutIfupdown(argv) ? 'iface br1 inet manual\n' : '', '', 2));
    host.script('find', (argv) => printed(argv[1] === '/etc/netplan' ? '/etc/netplan/1.yaml\n' : ''));
    expect((await reader.read()).networkSetup).toEqual({
      networkManager: [{ link: 'wlan0', profile: 'home' }],
      networkd: ['br0'],
      ifupdown: ['br1'],
      ifupdownLeases: [],
      networkdFiles: [],
      ifupdownFiles: [],
      netplan: true,
    });
  });

  it('is told with the files that it stands in, which are looked for where there are links alone', async () => {
    const { reader, host } = scriptedReader();
    const asked: string[] = [];
    host.script('networkctl', () => printed('  4 br0 bridge routable configured\n'));
    host.script('grep', ({ 1: options = '', 2: pattern = '', 3: place = '' }) => {
      asked.push(`${options} ${place}`);
      if (pattern === '^NETWORK_FILE=')
        return printed(`${place}/4:NETWORK_FILE=/etc/systemd/network/10-br.network\n`);
      if (options === '-rsHE') return printed('/etc/network/interfaces:iface br1 inet manual\n');
      return options === '-rshE' ? printed('iface br1 inet manual\n') : printed('', '', 1);
    });
    expect((await reader.read()).networkSetup).toMatchObject({
      networkdFiles: [{ ifindex: 4, file: '/etc/systemd/network/10-br.network' }],
      ifupdownFiles: [{ link: 'br1', file: '/etc/network/interfaces' }],
    });
    const { reader: other, host: bare } = scriptedReader();
    asked.length = 0;
    bare.script('grep', ({ 1: options = '' }) => {
      asked.push(options);
      return printed('', '', 1);
    });
    await other.read();
    expect(asked).not.toContain('-rsHE');
    expect(asked).not.toContain('-rs');
  });

  it('is known in part where one of them hangs', async () => {
    const { reader, host } = scriptedReader();
    host.script('nmcli', () => ({ kind: 'timed-out', afterMs: 5000, stdout: '', stderr: '' }));
    host.script('networkctl', () => printed('  4 br0 bridge routable configured\n'));
    const snapshot = await reader.read();
    expect(snapshot.networkSetup.networkd).toEqual(['br0']);
    expect(reportOf(snapshot, 'network-setup')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('nmcli did not answer'),
    });
  });
});
