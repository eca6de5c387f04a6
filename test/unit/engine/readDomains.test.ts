import { describe, expect, it } from 'vitest';
import { bridgeNic, type FakeLibvirt, fakeDomain, fakeNetwork, uuid } from './support/fakeLibvirt.ts';
import { scriptedReader } from './support/scriptedReader.ts';

function many(count: number) {
  return Array.from({ length: count }, (_, index) => fakeDomain(index));
}

/** The UUIDs whose XML was asked for since the last call. */
function xmlAsked(libvirt: FakeLibvirt): Set<string> {
  const asked = libvirt.takeAsked().filter((command) => command.startsWith('dumpxml'));
  return new Set(asked.map((command) => command.split(' ')[1] ?? ''));
}

describe('who the VMs are', () => {
  it.each([
    ['running', 'running'],
    ['paused', 'paused'],
    ['shut off', 'shut off'],
    ['in shutdown', 'in shutdown'],
    ['crashed', 'crashed'],
    ['pmsuspended', 'pmsuspended'],
    ['something of a later release', 'no state'],
  ])('tells the state %s', async (state, told) => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1, { state })];
    expect((await reader.read()).domains[0]?.state).toBe(told);
  });

  it.each(['crashed', 'in shutdown', 'pmsuspended', 'no state', 'something of a later release'])(
    'is active when libvirt lists it so, and only then: %s',
    async (state) => {
      const { reader, libvirt } = scriptedReader();
      libvirt.domains = [fakeDomain(1, { state }), fakeDomain(2, { state, active: false })];
      const { domains } = await reader.read();
      expect(domains.map(({ active, live }) => [active, live.length])).toEqual([
        [true, 1],
        [false, 0],
      ]);
    },
  );

  it('asks again about a VM that starts while the lists are read', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    libvirt.before = (command) => {
      if (command === 'list --all --uuid --state-running') libvirt.domains = [fakeDomain(1)];
    };
    expect((await reader.read()).domains).toMatchObject([{ state: 'running', active: true, live: [{}] }]);
  });

  it('shows a live side only of what is active, and a definition only of what has one', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [
      fakeDomain(1),
      fakeDomain(2, { state: 'shut off' }),
      fakeDomain(3, { persistent: false }),
      fakeDomain(4, { state: 'crashed', active: false }),
    ];
    const { domains } = await reader.read();
    expect(domains.map(({ live, defined }) => [live.length, defined.length])).toEqual([
      [1, 1],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
  });

  it('takes names as they are', async () => {
    const { reader, libvirt } = scriptedReader();
    const names = ['1', '-x', "it's", '  two  blanks ', '日本', 'a;b'];
    libvirt.domains = names.map((name, index) => fakeDomain(index, { name }));
    expect((await reader.read()).domains.map(({ name }) => name)).toEqual(names);
  });

  it('takes the name of the XML above that of the list, which old releases pad, until it is renamed', async () => {
    const { reader, libvirt } = scriptedReader();
    const name = 'thirty bytes, all of them'.padEnd(30);
    libvirt.domains = [fakeDomain(1, { name })];
    expect((await reader.read()).domains[0]?.name).toBe(name);
    libvirt.domains = [fakeDomain(1, { name: 'other' }), ...many(60).slice(2)];
    expect((await reader.read()).domains[0]?.name).toBe('other');
  });

  it('follows a VM that is started, stopped, made transient and removed', async () => {
    const { reader, libvirt } = scriptedReader();
    const sides = async () => {
      const [domain] = (await reader.read()).domains;
      return domain && [domain.state, domain.live.length, domain.defined.length];
    };
    libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    expect(await sides()).toEqual(['shut off', 0, 1]);
    libvirt.domains = [fakeDomain(1)];
    expect(await sides()).toEqual(['running', 1, 1]);
    libvirt.domains = [fakeDomain(1, { state: 'shut off', autostart: true })];
    expect(await sides()).toEqual(['shut off', 0, 1]);
    expect(reader.snapshot().domains[0]?.autostart).toBe(true);
    libvirt.domains = [fakeDomain(1, { persistent: false })];
    expect(await sides()).toEqual(['running', 1, 0]);
    libvirt.domains = [];
    expect(await sides()).toBeUndefined();
  });

  it('does not show the TAPs of the former run when a VM was started again', async () => {
    const { reader, libvirt } = scriptedReader();
    const nic = (tap: string) => [bridgeNic('br0', 1, `<target dev='${tap}'/>`)];
    libvirt.domains = [fakeDomain(1, { live: nic('vnet0') })];
    await reader.read();
    libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    await reader.read();
    libvirt.domains = [fakeDomain(1, { live: nic('vnet24') })];
    expect((await reader.read()).domains[0]?.live[0]?.targetDev).toBe('vnet24');
  });

  it('does not mind a VM that vanishes in mid-batch', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1), fakeDomain(2)];
    await reader.read();
    libvirt.before = (command) => {
      if (command === `domiflist ${uuid(1)}`) libvirt.domains = [fakeDomain(2)];
    };
    libvirt.stderr = `error: failed to get domain '${uuid(1)}'\n`;
    const meanwhile = await reader.read();
    expect(meanwhile.sources.find(({ name }) => name === 'virsh')?.status).toBe('ok');
    expect(meanwhile.domains.find(({ name }) => name === 'vm 2')?.live).toHaveLength(1);
    expect((await reader.read()).domains.map(({ name }) => name)).toEqual(['vm 2']);
  });

  it('says so when libvirt lists a VM but goes on telling nothing of it', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1)];
    libvirt.overrides.set(`dumpxml ${uuid(1)}`, '');
    await reader.read();
    const snapshot = await reader.read();
    expect(snapshot.sources.find(({ name }) => name === 'virsh')).toMatchObject({
      status: 'partial',
      message: expect.stringContaining('vm 1'),
    });
    expect(snapshot.domains).toMatchObject([{ name: 'vm 1', state: 'running' }]);
  });
});

describe('a managed-save image', () => {
  const image = [bridgeNic('br9', 1)];

  it('is read of a VM that has one, and of no other', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [
      fakeDomain(1, { state: 'shut off', saved: image }),
      fakeDomain(2, { state: 'shut off' }),
      fakeDomain(3, { saved: image }),
    ];
    const { domains } = await reader.read();
    expect(domains[0]).toMatchObject({ state: 'shut off', saved: [{ source: { bridge: 'br9' } }] });
    expect(domains[0]?.defined[0]?.source.bridge).toBe('br0');
    for (const other of [1, 2]) expect(domains[other]).not.toHaveProperty('saved');
    expect(libvirt.takeAsked().filter((command) => command.startsWith('managedsave'))).toEqual([
      `managedsave-dumpxml ${uuid(1)}`,
    ]);
  });

  it('comes and goes', async () => {
    const { reader, libvirt } = scriptedReader();
    const savedOn = async () => {
      const { saved } = (await reader.read()).domains[0] ?? {};
      return saved?.map(({ source }) => source.bridge);
    };
    libvirt.domains = [fakeDomain(1)];
    expect(await savedOn()).toBeUndefined();
    libvirt.domains = [fakeDomain(1, { state: 'shut off', saved: image })];
    expect(await savedOn()).toEqual(['br9']);
    libvirt.domains = [fakeDomain(1, { state: 'shut off', saved: [bridgeNic('br8', 1)] })];
    expect(await savedOn()).toEqual(['br8']);
    libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    expect(await savedOn()).toBeUndefined();
  });

  it.each([
    ['prints nothing', ''],
    ['lists all VMs', `${uuid(1)}\n`],
    ['prints nonsense', 'error: what?\n'],
  ])('is not known of where libvirt %s for either filter', async (_, text) => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    for (const filter of ['--with-managed-save', '--without-managed-save']) {
      libvirt.overrides.set(`list --all --uuid ${filter}`, text);
    }
    expect((await reader.read()).domains[0]).toMatchObject({ saved: null, defined: [{}] });
  });
});

describe('snapshots', () => {
  it('are told of where libvirt tells', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1, { snapshots: true }), fakeDomain(2)];
    const { domains } = await reader.read();
    expect(domains.map(({ hasSnapshots }) => hasSnapshots)).toEqual([true, undefined]);
  });
});

describe('what could not be read of a VM or a network', () => {
  async function unreadAfter(change: (libvirt: FakeLibvirt) => void) {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [
      fakeDomain(1),
      fakeDomain(2),
      fakeDomain(3, { state: 'shut off', saved: [bridgeNic('br9', 3)] }),
    ];
    libvirt.networks = [fakeNetwork(7, 'default')];
    const first = await reader.read();
    expect(first.sources.find(({ name }) => name === 'virsh')).not.toHaveProperty('unread');
    change(libvirt);
    const after = await reader.read();
    expect(after.domains.map(({ live }) => live.length)).toEqual([1, 1, 0]);
    return after.sources.find(({ name }) => name === 'virsh')?.unread;
  }
  const side = (number: number, one: string) => ({ of: 'domain', uuid: uuid(number), side: one });

  it.each([
    ['no live XML', `dumpxml ${uuid(1)}`, '', [side(1, 'live')]],
    ['no definition', `dumpxml ${uuid(2)} --inactive`, '', [side(2, 'defined')]],
    ['no image', `managedsave-dumpxml ${uuid(3)}`, '', [side(3, 'saved')]],
    ['broken XML', `dumpxml ${uuid(1)} --inactive`, '<domain>', [side(1, 'defined')]],
    ['no network', `net-dumpxml ${uuid(7)}`, '', [{ of: 'network', uuid: uuid(7) }]],
  ])('is marked at once and by itself: %s', async (_, command, text, unread) => {
    expect(await unreadAfter((libvirt) => libvirt.overrides.set(command, text))).toEqual(unread);
  });

  it('is the live XML of a VM that was stopped in mid-batch, for which virsh prints its definition', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = [fakeDomain(1, { live: [bridgeNic('br0', 1, "<target dev='vnet0'/>")] })];
    await reader.read();
    libvirt.before = (command) => {
      if (command === `dumpxml ${uuid(1)}`) libvirt.domains = [fakeDomain(1, { state: 'shut off' })];
    };
    const { sources, domains } = await reader.read();
    expect(domains[0]?.live[0]?.targetDev).toBe('vnet0');
    expect(sources.find(({ name }) => name === 'virsh')?.unread).toEqual([side(1, 'live')]);
    expect((await reader.read()).domains[0]?.live).toEqual([]);
  });

  it('is marked of all networks where libvirt refuses to list them', async () => {
    const unread = await unreadAfter((libvirt) => {
      libvirt.stderr = 'error: Failed to list networks\nerror: this is not supported\n';
    });
    expect(unread).toEqual([{ of: 'networks' }]);
  });

  it('is read again until it can be', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(200);
    await reader.read();
    libvirt.overrides.set(`dumpxml ${uuid(150)}`, '');
    reader.domainChanged('vm 150');
    const unread = async () => (await reader.read()).sources.find(({ name }) => name === 'virsh')?.unread;
    expect(await unread()).toEqual([side(150, 'live')]);
    libvirt.overrides.clear();
    expect(await unread()).toBeUndefined();
  });
});

describe('which XML is read', () => {
  it('is that of every VM on a small host, so that also what domiflist does not show is seen', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(40);
    await reader.read();
    libvirt.domains[7] = fakeDomain(7, { live: [bridgeNic('br0', 7, "<link state='down'/>")] });
    libvirt.overrides.set(`domiflist ${uuid(7)}`, bridgeNic('br0', 7));
    expect((await reader.read()).domains[7]?.live[0]?.linkState).toBe('down');
  });

  it('is that of whoever changed, in the same read, on a big one', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(300);
    await reader.read();
    for (const number of [20, 150, 290]) {
      libvirt.domains[number] = fakeDomain(number, { live: [bridgeNic('br1', number)] });
    }
    libvirt.domains[151] = fakeDomain(151, { defined: [] });
    const { domains } = await reader.read();
    for (const number of [20, 150, 290]) expect(domains[number]?.live[0]?.source.bridge).toBe('br1');
    expect(domains[151]?.defined).toEqual([]);
  });

  it.each([1, 39, 41, 95, 450])('comes round to each of %i VMs within ten reads', async (count) => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(count);
    await reader.read();
    libvirt.takeAsked();
    const seen = new Set<string>();
    let most = 0;
    for (let read = 0; read < 10; read++) {
      await reader.poll(60_000);
      const asked = xmlAsked(libvirt);
      most = Math.max(most, asked.size);
      for (const each of asked) seen.add(each);
    }
    expect(seen.size).toBe(count);
    expect(most).toBeLessThanOrEqual(Math.max(40, count / 10));
  });

  it('is that of a VM that an event named, once', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(200);
    for (let read = 0; read < 2; read++) await reader.poll(60_000);
    libvirt.takeAsked();
    reader.domainChanged('vm 199');
    await reader.poll(60_000);
    expect(xmlAsked(libvirt)).toContain(uuid(199));
    await reader.poll(60_000);
    expect(xmlAsked(libvirt)).not.toContain(uuid(199));
  });

  it('is read again when the event came after the question', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.domains = many(200);
    await reader.poll(60_000);
    reader.domainChanged('vm 199');
    libvirt.before = (command) => {
      if (command === `dumpxml ${uuid(199)} --inactive`) reader.domainChanged('vm 199');
    };
    await reader.poll(60_000);
    libvirt.before = () => {};
    libvirt.takeAsked();
    await reader.poll(60_000);
    expect(xmlAsked(libvirt)).toContain(uuid(199));
  });

  it('fits into the arguments of processes however many VMs there are', async () => {
    const { reader, libvirt, host } = scriptedReader();
    libvirt.domains = many(600);
    const snapshot = await reader.read();
    expect(snapshot.domains.every(({ live, defined }) => live.length === 1 && defined.length === 1)).toBe(
      true,
    );
    for (const argv of host.ran) {
      for (const argument of argv) expect(Buffer.byteLength(argument)).toBeLessThan(131_072);
    }
  });
});

describe('networks', () => {
  it('come and go, start and stop, with their leases', async () => {
    const { reader, libvirt } = scriptedReader();
    const lease =
      ' 2026-11-20 14:44:08   52:54:00:ac:00:01   ipv4   192.168.122.86/24   guest   01:52:54:00:ac:00:01\n';
    libvirt.networks = [
      fakeNetwork(1, 'default', { leases: lease }),
      fakeNetwork(2, 'old', { active: false }),
    ];
    const first = await reader.read();
    expect(first.networks).toMatchObject([
      { name: 'default', bridge: 'virbr1', active: true },
      { name: 'old', active: false },
    ]);
    expect(first.leases).toEqual([
      { network: 'default', mac: '52:54:00:ac:00:01', address: '192.168.122.86', hostname: 'guest' },
    ]);

    libvirt.networks = [fakeNetwork(1, 'default', { active: false, leases: lease }), fakeNetwork(3, 'new')];
    const second = await reader.read();
    expect(second.networks).toMatchObject([{ name: 'default', active: false }, { name: 'new' }]);
    expect(second.leases).toEqual([]);
  });

  it('may be nonsense, one of them, which costs that one only', async () => {
    const { reader, libvirt } = scriptedReader();
    libvirt.networks = [fakeNetwork(1, 'good'), fakeNetwork(2, 'bad', { xml: '<network>' })];
    const snapshot = await reader.read();
    expect(snapshot.networks).toMatchObject([{ name: 'good' }]);
    expect(snapshot.sources.find(({ name }) => name === 'virsh')?.status).toBe('partial');
  });
});
