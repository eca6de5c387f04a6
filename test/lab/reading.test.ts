import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { Watcher } from '#electron/engine/watcher.ts';
import type { Host } from '#electron/hosts/host.ts';
import { localHost } from '#electron/hosts/local/local.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { SourceName } from '#shared/host/source.ts';
import {
  describeInLab,
  ip,
  killLibvirtd,
  liveTapOf,
  liveTapsOf,
  masterOf,
  resetLab,
  startLibvirtd,
  until,
  uuidOf,
  virsh,
} from './support/lab.ts';

let host: Host;
/** Undoes what a test did to this process or machine, before the lab is put back. */
let cleanUp: (() => Promise<void>)[];

beforeEach(() => {
  host = localHost();
  cleanUp = [];
});
afterEach(async () => {
  for (const each of cleanUp) await each();
  await host.close();
  await resetLab();
});

function reportOf(snapshot: HostSnapshot, name: SourceName) {
  return snapshot.sources.find((source) => source.name === name);
}

function domainOf(snapshot: HostSnapshot, name: string) {
  const domain = snapshot.domains.find((each) => each.name === name);
  if (!domain) throw new Error(`no VM ${name} was read`);
  return domain;
}

/** Puts a program of this name before the real one for the rest of the test. */
async function shim(program: string, script: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-shim-'));
  await writeFile(join(folder, program), `#!/bin/sh\n${script}\n`);
  await chmod(folder, 0o755);
  await chmod(join(folder, program), 0o755);
  const before = process.env.PATH;
  process.env.PATH = `${folder}:${before}`;
  cleanUp.push(async () => {
    process.env.PATH = before;
    await rm(folder, { recursive: true });
  });
}

describeInLab('one read', () => {
  test('holds what ip and virsh say', async () => {
    const snapshot = await new Reader(host).read();
    expect(snapshot.sources.map(({ name, status, message }) => [name, status, message])).toEqual(
      snapshot.sources.map(({ name }) => [name, 'ok', '']),
    );

    const links = (await ip('-br', 'link')).split('\n').filter((line) => line !== '');
    expect(snapshot.links.map(({ name }) => name)).toEqual(links.map((line) => line.split(/[ @]/)[0]));
    for (const link of snapshot.links) expect(link.master).toBe(await masterOf(link.name));

    const names = (await virsh('list', '--all', '--uuid', '--name'))
      .split('\n')
      .filter((line) => line !== '');
    expect(snapshot.domains.map(({ uuid, name }) => `${uuid} ${name}`)).toEqual(names);
    for (const domain of snapshot.domains) {
      expect(domain.state).toBe((await virsh('domstate', domain.uuid)).trim());
      const taps = domain.state === 'shut off' ? [] : await liveTapsOf(domain.name);
      expect(domain.live.map(({ mac, targetDev }) => ({ mac, tap: targetDev }))).toEqual(taps);
    }
    expect(domainOf(snapshot, '1')).toMatchObject({ state: 'shut off', persistent: true, live: [] });
    expect(domainOf(snapshot, '1').defined.length).toBeGreaterThan(0);
    expect(domainOf(snapshot, 'transient')).toMatchObject({ persistent: false, defined: [] });
    expect(domainOf(snapshot, 'paused-vm').state).toBe('paused');

    const networks = (await virsh('net-list', '--all', '--name')).split('\n').filter((line) => line !== '');
    expect(snapshot.networks.map(({ name }) => name).sort()).toEqual(networks.sort());
    const active = (await virsh('net-list', '--name')).split('\n').filter((line) => line !== '');
    expect(
      snapshot.networks
        .filter((network) => network.active)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(active.sort());
  });

  test('finds the process behind each TAP and macvtap, also of a QEMU that libvirt does not know', async () => {
    const { tapHolders, vmProcesses, domains } = await new Reader(host).read();
    const holderOf = (link: string | null) => {
      const pid = tapHolders.find((holder) => holder.link === link)?.pid;
      return vmProcesses.find((each) => each.pid === pid);
    };
    expect(holderOf('tap0')).toMatchObject({ name: 'bare', libvirt: false });
    const held = domains.flatMap(({ uuid, live }) => live.map(({ targetDev }) => ({ uuid, targetDev })));
    expect(held.length).toBeGreaterThan(8);
    for (const { uuid, targetDev } of held) {
      if (targetDev !== null) expect(holderOf(targetDev)).toMatchObject({ uuid, libvirt: true });
    }
    expect(tapHolders.map(({ link }) => link)).not.toContain('tap-loose');
  });

  test('after an edit shows what was edited', async () => {
    const reader = new Reader(host);
    await reader.read();
    const uuid = await uuidOf('web 01');
    const tap = await liveTapOf('web 01', '52:54:00:aa:00:01');
    await virsh('domif-setlink', uuid, tap, 'down');
    const linkState = (snapshot: HostSnapshot) =>
      domainOf(snapshot, 'web 01').live.find(({ targetDev }) => targetDev === tap)?.linkState;
    expect(linkState(reader.snapshot())).toBe('up');
    expect(linkState(await reader.readFor({ domains: [uuid] }))).toBe('down');
  });
});

describeInLab('when libvirtd dies', () => {
  test('its facts get old, the others do not, and all is well when it is back', async () => {
    const reader = new Reader(host);
    const before = await reader.read();
    await killLibvirtd();
    const dead = await reader.read();
    expect(reportOf(dead, 'virsh')).toMatchObject({
      status: 'failed',
      advice: expect.stringContaining('systemctl start'),
      factsFrom: reportOf(before, 'virsh')?.factsFrom,
    });
    expect(dead.domains).toEqual(before.domains);
    expect(reportOf(dead, 'ip-link')).toMatchObject({ status: 'ok' });
    expect(reportOf(dead, 'ip-link')?.factsFrom).not.toBe(reportOf(before, 'ip-link')?.factsFrom);

    await startLibvirtd();
    await until('libvirt is read again', async () =>
      reportOf(await reader.read(), 'virsh')?.status === 'ok' ? true : null,
    );
    const names = (snapshot: HostSnapshot) => snapshot.domains.map(({ name }) => name).sort();
    expect(names(reader.snapshot())).toEqual(names(before));
  });

  test('in mid-read, that host does not seem to have lost its VMs', async () => {
    const reader = new Reader(host);
    const before = await reader.read();
    const statuses = new Set<string | undefined>();
    const killed = killLibvirtd();
    for (let read = 0; read < 10; read++) {
      const snapshot = await reader.read();
      statuses.add(reportOf(snapshot, 'virsh')?.status);
      expect(snapshot.domains).toHaveLength(before.domains.length);
      expect(snapshot.networks).toHaveLength(before.networks.length);
    }
    await killed;
    expect(statuses).toContain('failed');
    await startLibvirtd();
  });
});

describeInLab('a libvirtd that hangs', () => {
  test('costs its own facts only', async () => {
    const reader = new Reader(host);
    await reader.read();
    const libvirtd = Number(await readFile('/run/libvirtd.pid', 'utf8'));
    process.kill(libvirtd, 'SIGSTOP');
    cleanUp.push(async () => void process.kill(libvirtd, 'SIGCONT'));
    const begun = new Date().toISOString();
    const { snapshot, late } = await reader.poll(500);
    expect(late).not.toBeNull();
    for (const source of snapshot.sources.slice(0, 5)) {
      expect(source.status).toBe('ok');
      expect(source.factsFrom && source.factsFrom >= begun).toBe(true);
    }
    expect(snapshot.domains.length).toBeGreaterThan(5);
    await late;
    expect(reportOf(reader.snapshot(), 'virsh')).toMatchObject({ status: 'timed-out' });
    expect(reader.snapshot().domains.length).toBeGreaterThan(5);
  });
});

describeInLab('a user whom libvirt does not let in', () => {
  test('still sees the links, and is told which group to join', async () => {
    const socket = '/run/libvirt/libvirt-sock-ro';
    await chmod(socket, 0o700);
    cleanUp.push(() => chmod(socket, 0o777));
    await shim('virsh', 'exec setpriv --reuid=nobody --clear-groups /usr/bin/virsh "$@"');
    const snapshot = await new Reader(host).read();
    expect(reportOf(snapshot, 'virsh')).toMatchObject({
      status: 'denied',
      advice: expect.stringContaining('usermod -aG libvirt'),
      factsFrom: null,
    });
    expect(snapshot.domains).toEqual([]);
    expect(snapshot.links.length).toBeGreaterThan(10);
  });
});

/** A watcher whose poll never comes, so that only events can bring a change. */
function watchEvents() {
  const reader = new Reader(host);
  let latest: HostSnapshot | null = null;
  const watcher = new Watcher(host, reader, {
    pollMs: () => 3_600_000,
    onSnapshot: (snapshot) => {
      latest = snapshot;
    },
  });
  onTestFinished(() => watcher.stop());
  watcher.start();
  const seen = (what: string, look: (snapshot: HostSnapshot) => boolean) =>
    until(what, async () => (latest !== null && look(latest) ? true : null), 15);
  return { watcher, seen, latest: () => latest };
}

describeInLab('without a poll', () => {
  test('a re-plugged TAP is seen because ip monitor tells of it', async () => {
    const { seen } = watchEvents();
    const tap = await liveTapOf('web 01', '52:54:00:aa:00:01');
    const on = (bridge: string) => (snapshot: HostSnapshot) =>
      snapshot.links.some(({ name, master }) => name === tap && master === bridge);
    await seen('the TAP on br0', on('br0'));
    await ip('link', 'set', 'dev', tap, 'master', 'br1');
    await seen('the TAP on br1', on('br1'));
  });

  test('a VM that is paused is seen because virsh event tells of it', async () => {
    const { seen } = watchEvents();
    const state = (word: string) => (snapshot: HostSnapshot) =>
      snapshot.domains.some((domain) => domain.name === 'deaf' && domain.state === word);
    await seen('the VM running', state('running'));
    await virsh('suspend', await uuidOf('deaf'));
    await seen('the VM paused', state('paused'));
  });

  test('events go on after libvirtd was restarted', async () => {
    const { seen, latest } = watchEvents();
    const isRunning = (snapshot: HostSnapshot) =>
      snapshot.domains.some(({ name, state }) => name === 'deaf' && state === 'running');
    await seen('the VM running', isRunning);
    await killLibvirtd();
    await seen('libvirt failed', (snapshot) => reportOf(snapshot, 'virsh')?.status === 'failed');
    await startLibvirtd();
    await seen('libvirt is back', (snapshot) => reportOf(snapshot, 'virsh')?.status === 'ok');
    // Its events may come a moment after its answers: what is told before is told to nobody.
    const uuid = await uuidOf('deaf');
    const isPaused = () => latest()?.domains.some(({ name, state }) => name === 'deaf' && state === 'paused');
    await until('an event after the restart', async () => {
      await virsh('suspend', uuid);
      const seenPaused = await until('paused', async () => (isPaused() ? true : null), 3).catch(() => null);
      await virsh('resume', uuid);
      return seenPaused;
    });
  });
});
