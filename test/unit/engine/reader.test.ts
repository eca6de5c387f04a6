import { expect, it } from 'vitest';
import { fakeDomain, fakeNetwork, uuid } from './support/fakeLibvirt.ts';
import { reportOf } from './support/reports.ts';
import { gate, printed } from './support/scriptedHost.ts';
import { fixture, RECORDED, recordedName, scriptedReader } from './support/scriptedReader.ts';

it('knows nothing before the first read, and says so', () => {
  const snapshot = scriptedReader().reader.snapshot();
  expect(snapshot.sources).toHaveLength(19);
  for (const source of snapshot.sources) expect(source).toMatchObject({ status: 'pending', factsFrom: null });
  expect(snapshot).toMatchObject({ host: 'local', links: [], domains: [], linkSpeeds: {} });
});

it('reads every source of a recorded host', async () => {
  const { reader, libvirt } = scriptedReader();
  const names = ['web_01', 'guest', 'transient', '1'];
  libvirt.domains = names.map((name) => {
    const live = fixture(`dumpxml-${name}.xml`);
    const [id = ''] = /(?<=<uuid>).*(?=<\/uuid>)/.exec(live) ?? [];
    const title = /(?<=<name>).*(?=<\/name>)/.exec(live)?.[0] ?? '';
    const state = name === '1' ? 'shut off' : 'running';
    return fakeDomain(0, { uuid: id, name: title, state, persistent: name !== 'transient' });
  });
  for (const [index, { uuid }] of libvirt.domains.entries()) {
    libvirt.overrides.set(`dumpxml ${uuid}`, fixture(`dumpxml-${names[index]}.xml`));
    libvirt.overrides.set(`dumpxml ${uuid} --inactive`, fixture(`dumpxml-inactive-${names[index]}.xml`));
  }
  const network = fixture('net-dumpxml-default.xml');
  libvirt.networks = [
    {
      ...fakeNetwork(0, '', { uuid: /(?<=<uuid>).*(?=<\/uuid>)/.exec(network)?.[0] ?? '' }),
      xml: network,
      leases: fixture('net-dhcp-leases-default.txt'),
    },
  ];

  const snapshot = await reader.read();
  for (const source of snapshot.sources) {
    expect(source).toEqual({
      name: source.name,
      status: 'ok',
      message: '',
      advice: '',
      factsFrom: '2026-11-20T12:00:00.000Z',
      ...(['pve', 'ovs', 'ovs-fdb'].includes(source.name) ? { isAbsent: true } : {}),
    });
  }
  expect(snapshot.links.find(({ name }) => name === 'br0')).toMatchObject({ infoKind: 'bridge' });
  expect(snapshot.addresses).toContainEqual(expect.objectContaining({ link: 'br0', family: 'inet' }));
  expect(snapshot.routes).toContainEqual(expect.objectContaining({ destination: 'default', link: 'br0' }));
  expect(snapshot.fdb).toContainEqual(expect.objectContaining({ master: 'br0' }));
  const [web, , transient, off] = snapshot.domains;
  expect(web).toMatchObject({ name: 'web 01', state: 'running', persistent: true });
  expect(web?.live.map(({ type }) => type)).toEqual(['bridge', 'network', 'direct', 'user', 'bridge']);
  expect(web?.live[0]?.targetDev).toMatch(/^vnet/);
  expect(web?.defined.map(({ targetDev }) => targetDev)).toEqual([null, null, null, null, null]);
  expect(transient).toMatchObject({ persistent: false, defined: [] });
  expect(transient?.live).toHaveLength(1);
  expect(off).toMatchObject({ name: '1', state: 'shut off', live: [] });
  expect(off?.defined).toHaveLength(2);
  expect(snapshot.networks).toMatchObject([{ name: 'default', active: true, persistent: true }]);
  expect(snapshot.leases).toContainEqual(expect.objectContaining({ network: 'default' }));
  expect(snapshot.dhcpServers).toEqual([{ link: 'virbr0', address: null, processes: [] }]);
});

it('asks for VLANs of ports where a bridge filters them, and nowhere else', async () => {
  const { host, reader } = scriptedReader();
  const asksForVlans = () => host.takeRan().filter((argv) => argv.includes('vlan')).length;
  expect((await reader.read()).portVlans).toBeUndefined();
  expect(asksForVlans()).toBe(0);

  let vlans = printed('[{"ifname":"vnet1","vlans":[{"vlan":10,"flags":["PVID"]}]}]');
  const filtering = RECORDED.link?.replaceAll('"vlan_filtering":0', '"vlan_filtering":1') ?? '';
  host.script('ip', (argv) =>
    printed(argv.includes('link') ? filtering : (RECORDED[recordedName(argv)] ?? '')),
  );
  host.script('bridge', (argv) =>
    argv.includes('vlan') ? vlans : printed(RECORDED[recordedName(argv)] ?? ''),
  );
  const vnet1 = [{ first: 10, last: 10, pvid: true, untagged: false }];
  expect((await reader.read()).portVlans).toEqual({ vnet1 });
  // An edit may have changed them.
  expect((await reader.readFor({ domains: [] })).portVlans).toEqual({ vnet1 });
  expect(asksForVlans()).toBe(2);

  vlans = printed('', 'Object "vlan" is unknown, try "bridge help".\n', 255);
  const snapshot = await reader.read();
  expect(reportOf(snapshot, 'bridge-vlan')).toMatchObject({ status: 'failed' });
  expect(reportOf(snapshot, 'ip-link')).toMatchObject({ status: 'ok' });
});

it('needs seven processes for a poll, and an eighth for VMs that are new', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = Array.from({ length: 60 }, (_, index) => fakeDomain(index));
  await reader.poll(60_000);
  const programs = () =>
    host
      .takeRan()
      .map(([program]) => program)
      .sort();
  const seven = ['bridge', 'ip', 'ip', 'ip', 'ip', 'ip', 'virsh'];
  // The first one finds out whether there is Proxmox VE.
  expect(programs()).toEqual([...seven, 'grep', 'virsh'].sort());
  await reader.poll(60_000);
  expect(programs()).toEqual(seven);
});

it('reads on a connection that can change nothing, and always this one', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = [fakeDomain(1)];
  await reader.read();
  const virsh = host.ran.filter(([program]) => program === 'virsh');
  expect(virsh.length).toBeGreaterThan(0);
  for (const argv of virsh) expect(argv.slice(0, -1)).toEqual(['virsh', '-r', '-q', '-c', 'qemu:///system']);
});

it('has the definition of a network, none of a transient one, and says nothing of what was not told', async () => {
  const { reader, libvirt } = scriptedReader();
  const definition = '<network><name>a</name></network>';
  libvirt.networks = [
    fakeNetwork(1, 'a', { definition }),
    fakeNetwork(2, 'b', { persistent: false, definition }),
    fakeNetwork(3, 'c', { definition: '' }),
  ];
  const [a, b, c] = (await reader.read()).networks;
  expect([a?.definition, b?.definition]).toEqual([definition, null]);
  expect(c).not.toHaveProperty('definition');
});

it('gives what has not changed as the same objects', async () => {
  const { reader, libvirt } = scriptedReader();
  libvirt.domains = [fakeDomain(1), fakeDomain(2)];
  const before = await reader.read();
  libvirt.domains[1] = fakeDomain(2, { live: [] });
  const after = await reader.read();
  expect(after.links).toBe(before.links);
  expect(after.domains[0]).toBe(before.domains[0]);
  expect(after.domains[1]).not.toBe(before.domains[1]);
  expect(after.domains[1]?.defined).toBe(before.domains[1]?.defined);
});

it('leaves everything as it was when it is cancelled', async () => {
  const { reader, libvirt, clock } = scriptedReader();
  libvirt.domains = [fakeDomain(1)];
  const before = await reader.read();
  libvirt.domains = [];
  clock.now += 1000;
  const after = await reader.read(AbortSignal.abort());
  expect(after).toEqual({ ...before, takenAt: '2026-11-20T12:00:01.000Z' });
});

it('reads once more what the kernel changed while it printed it, and says so when that goes on', async () => {
  const { reader, host } = scriptedReader();
  const torn = 'Dump was interrupted and may be inconsistent.\n';
  let tears = 1;
  host.script('ip', (argv) => {
    const name = recordedName(argv);
    return printed(RECORDED[name] ?? '', name === 'link' && tears-- > 0 ? torn : '');
  });
  expect(reportOf(await reader.read(), 'ip-link')?.status).toBe('ok');
  tears = 2;
  const snapshot = await reader.read();
  expect(reportOf(snapshot, 'ip-link')?.status).toBe('partial');
  expect(snapshot.links).not.toHaveLength(0);
});

it('shows IPv4 routes where there is no IPv6', async () => {
  const { reader, host } = scriptedReader();
  host.script('ip', (argv) => {
    const name = recordedName(argv);
    return name === 'route6' ? printed('', 'RTNETLINK answers: …', 2) : printed(RECORDED[name] ?? '');
  });
  const snapshot = await reader.read();
  expect(reportOf(snapshot, 'ip-route')).toMatchObject({ status: 'partial' });
  expect(snapshot.routes).toContainEqual(expect.objectContaining({ family: 'inet', destination: 'default' }));
});

it('does not wait for a source that hangs longer than it is asked to, nor starts it again', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = [fakeDomain(1)];
  const hung = gate<void>();
  host.script('virsh', async (argv) => {
    await hung.promise;
    return libvirt.run(argv);
  });

  const first = await reader.poll(20);
  expect(first.snapshot.links).not.toHaveLength(0);
  expect(reportOf(first.snapshot, 'virsh')?.status).toBe('pending');
  host.takeRan();
  const second = await reader.poll(60_000);
  expect(second.late).toBeNull();
  expect(host.takeRan().map(([program]) => program)).not.toContain('virsh');

  hung.open();
  await first.late;
  expect(reportOf(reader.snapshot(), 'virsh')?.status).toBe('ok');
  expect(reader.snapshot().domains).toHaveLength(1);
});

it('never runs a source twice at the same time, whoever asks', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = [fakeDomain(1), fakeDomain(2)];
  let running = 0;
  let most = 0;
  host.script('virsh', async (argv) => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running--;
    return libvirt.run(argv);
  });
  await Promise.all([
    reader.read(),
    reader.poll(60_000),
    reader.readFor({ domains: [uuid(1)] }),
    reader.read(),
  ]);
  expect(most).toBe(1);
});

it('after an edit reads everything that it shows after the call, also when a read was under way', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = [fakeDomain(1)];
  await reader.read();

  const slow = gate<void>();
  let held = true;
  host.script('virsh', async (argv) => {
    const outcome = libvirt.run(argv);
    if (held) await slow.promise;
    return outcome;
  });
  const before = reader.poll(60_000);
  libvirt.domains[0] = fakeDomain(1, { live: [], defined: [] });
  held = false;
  const after = reader.readFor({ domains: [uuid(1)] });
  // All but virsh have answered by then.
  await new Promise(setImmediate);
  slow.open();
  expect((await before).snapshot.domains[0]?.live).toHaveLength(1);
  expect((await after).domains[0]?.live).toHaveLength(0);
});

it('after an edit asks libvirt about the edited VM only', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = Array.from({ length: 5 }, (_, index) => fakeDomain(index));
  await reader.read();
  libvirt.takeAsked();
  host.takeRan();
  await reader.readFor({ domains: [uuid(3)] });
  const about = libvirt
    .takeAsked()
    .filter((command) => command.startsWith('dom') || command.startsWith('dump'));
  expect(about).toEqual([
    `domiflist ${uuid(3)}`,
    `domiflist ${uuid(3)} --inactive`,
    `dumpxml ${uuid(3)}`,
    `dumpxml ${uuid(3)} --inactive`,
  ]);
  expect(host.takeRan().filter(([program]) => program === 'virsh')).toHaveLength(1);
});

it('does not wait for a libvirt that hangs when nothing of libvirt’s was edited, and shows what the kernel tells', async () => {
  const { reader, libvirt, host } = scriptedReader();
  libvirt.domains = [fakeDomain(1)];
  await reader.read();
  const hung = gate<void>();
  host.script('virsh', async (argv) => {
    await hung.promise;
    return libvirt.run(argv);
  });
  host.takeRan();
  const snapshot = await reader.readFor({ domains: [] });
  expect(snapshot.sources.find(({ name }) => name === 'ip-link')?.status).toBe('ok');
  expect(host.takeRan().filter(([program]) => program === 'ip').length).toBeGreaterThan(0);
  let isShown = false;
  const ofNetworks = reader.readFor({ domains: [], networks: true }).then(() => {
    isShown = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(isShown).toBe(false);
  hung.open();
  await ofNetworks;
});
