import { describe, expect, it } from 'vitest';
import { Source } from '#electron/engine/read/source.ts';
import type { SourceName } from '#shared/host/source.ts';
import { fakeDomain, fakeNetwork } from './support/fakeLibvirt.ts';
import { printed } from './support/scriptedHost.ts';
import { RECORDED, recordedName, scriptedReader } from './support/scriptedReader.ts';

/** What a read makes of a host that prints this instead of what was recorded. */
async function readWith(outputs: Readonly<Record<string, string>>, name: SourceName) {
  const { host, reader } = scriptedReader();
  const run = (argv: readonly string[]) => {
    const asked = recordedName(argv);
    return printed(outputs[asked] ?? RECORDED[asked] ?? '');
  };
  host.script('ip', run);
  host.script('bridge', run);
  const snapshot = await reader.read();
  return { snapshot, report: snapshot.sources.find((source) => source.name === name) };
}

describe('a source of which one entry is odd', () => {
  const lo = '{"ifindex":1,"ifname":"lo"}';

  it('is read but for that entry, which it names', async () => {
    const { snapshot, report } = await readWith(
      { link: `[${lo},{"ifindex":2,"ifname":"eth0","ifalias":"5" disk"},{"ifindex":3,"ifname":"br0"}]` },
      'ip-link',
    );
    expect(snapshot.links.map(({ name }) => name)).toEqual(['lo', 'br0']);
    expect(report).toMatchObject({ status: 'partial', gap: { names: ['eth0'], others: false } });
    expect(report?.message).toContain('ip link printed');
    expect(report?.message).toContain('entry 2 (“eth0”)');
  });

  it('lacks nothing where the entry is there but for a detail', async () => {
    const { snapshot, report } = await readWith(
      { link: `[${lo},{"ifindex":2,"ifname":"erspan1","linkinfo":{"info_data":{"dir":"hwid":0}}}]` },
      'ip-link',
    );
    expect(snapshot.links.map(({ name }) => name)).toEqual(['lo', 'erspan1']);
    expect(report).toMatchObject({ status: 'partial', message: expect.stringContaining('erspan1') });
    expect(report).not.toHaveProperty('gap');
  });

  it('may lack addresses of a link of which one is odd', async () => {
    const addresses =
      '{"family":"inet","local":"10.0.0.1","prefixlen":24},{"family":"inet","local":,"prefixlen":8}';
    const { snapshot, report } = await readWith(
      { addr: `[{"ifindex":3,"ifname":"br0","addr_info":[${addresses}]}]` },
      'ip-addr',
    );
    expect(snapshot.addresses.map(({ address }) => address)).toEqual(['10.0.0.1']);
    expect(report).toMatchObject({ status: 'partial', gap: { names: ['br0'], others: false } });
  });

  it('may lack more where its list breaks off', async () => {
    const { report } = await readWith({ link: `[${lo},{"ifindex":2,"ifname":"eth0"` }, 'ip-link');
    expect(report).toMatchObject({ status: 'partial', gap: { names: ['eth0'], others: true } });
  });

  it('tells what is odd in either table of routes', async () => {
    const route = (dst: string) => `{"dst":"${dst}","dev":"br0","metric":nan}`;
    const { snapshot, report } = await readWith(
      { route: `[{"dst":"default","dev":"br0"},${route('10.0.0.0/8')}]`, route6: `[${route('fd00::/8')}]` },
      'ip-route',
    );
    expect(snapshot.routes.map(({ destination }) => destination)).toEqual(['default']);
    expect(report?.message).toContain('fd00::/8');
    expect(report).toMatchObject({ status: 'partial', gap: { others: true } });

    const one = await readWith(
      { route: `[{"dst":"default","dev":"br0"},${route('10.0.0.0/8')}]` },
      'ip-route',
    );
    expect(one.report).toMatchObject({ status: 'partial', gap: { names: ['10.0.0.0/8'], others: false } });
  });
});

describe('virsh with a line among its own that is none of them', () => {
  it('is read but for that line, which is told once; a VM may be missing', async () => {
    const { host, libvirt, reader } = scriptedReader();
    libvirt.domains = [fakeDomain(1), fakeDomain(2)];
    libvirt.networks = [fakeNetwork(50, 'default')];
    host.script('virsh', (argv) => {
      const outcome = libvirt.run(argv);
      if (outcome.kind !== 'exited') return outcome;
      // Behind each line that is a UUID, or a UUID and a name.
      return printed(outcome.stdout.replace(/^([0-9a-f]{8}-\S{27}(?: .*)?)$/gm, '$1\nwarning: odd'));
    });
    const snapshot = await reader.read();
    const report = snapshot.sources.find(({ name }) => name === 'virsh');
    expect(snapshot.domains).toHaveLength(2);
    expect(report).toMatchObject({ status: 'partial', gap: { others: true } });
    expect(report?.message).toContain('warning: odd');
  });
});

describe('a reader that throws', () => {
  it('costs its own source, and the next read goes on', async () => {
    const now = () => new Date('2026-11-20T12:00:00Z');
    let isBroken = true;
    const source = new Source<readonly string[]>(
      'ip-link',
      [],
      async () => {
        if (isBroken) throw new RangeError('Maximum call stack size exceeded');
        return { status: 'ok', facts: ['br0'] };
      },
      now,
    );
    await source.refresh('everything');
    expect(source.report).toMatchObject({ status: 'unparsable', factsFrom: null });
    expect(source.report.message).toContain('Maximum call stack size exceeded');
    isBroken = false;
    await source.refresh('everything');
    expect(source.report.status).toBe('ok');
    expect(source.facts).toEqual(['br0']);
  });
});
