import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { printed } from './support/scriptedHost.ts';
import { scriptedReader } from './support/scriptedReader.ts';

const read = (name: string) => readFileSync(new URL(`../../fixtures/ovs/${name}`, import.meta.url), 'utf8');

const isOvs = (argv: readonly string[]) => argv[0] === 'ovs-vsctl';

function reading(links: string, answer: ReturnType<typeof printed>) {
  const made = scriptedReader();
  made.host.script('ip', (argv) => (argv.includes('link') ? printed(links) : printed('[]')));
  made.host.script('ovs-vsctl', () => answer);
  const asked = () => made.host.takeRan().filter(isOvs).length;
  return { ...made, asked };
}

const report = (snapshot: { sources: readonly { name: string }[] }) =>
  snapshot.sources.find(({ name }) => name === 'ovs');

it('asks Open vSwitch by one process, and its ports have their bridges as masters', async () => {
  const { reader, asked } = reading(read('ip-link.json'), printed(read('ovs-vsctl.txt')));
  const snapshot = await reader.read();
  expect(report(snapshot)).toMatchObject({ status: 'ok', message: '' });
  const masters = Object.fromEntries(snapshot.links.map(({ name, master }) => [name, master]));
  expect(masters).toMatchObject({
    tap1: 'ovsbr0',
    enp0s5: 'ovsbr1',
    enp0s6: 'bond0',
    tap3: 'br0',
    ovsbr0: null,
  });
  expect(asked()).toBe(1);
});

it('asks nobody on a host without Open vSwitch', async () => {
  const { reader, asked } = reading('[]', printed(''));
  expect(report(await reader.read())).toMatchObject({ status: 'ok', isAbsent: true });
  expect(asked()).toBe(0);
});

it('tells that the database may not be read, and leaves the links as the kernel has them', async () => {
  const refused =
    'ovs-vsctl: unix:/var/run/openvswitch/db.sock: database connection failed (Permission denied)\n';
  const { reader } = reading(read('ip-link.json'), printed('', refused, 1));
  const snapshot = await reader.read();
  expect(report(snapshot)).toMatchObject({ status: 'denied' });
  expect(snapshot.ovs).toBeUndefined();
  expect(snapshot.links.find(({ name }) => name === 'tap1')?.master).toBe('ovs-system');
});

it('asks what each bridge has learned, seldom and one after the other, and nobody where there is none', async () => {
  const { reader, host } = reading(read('ip-link.json'), printed(read('ovs-vsctl.txt')));
  host.script('ovs-appctl', ([, , bridge]) =>
    printed(
      bridge === 'ovsbr0'
        ? ' port  VLAN  MAC                Age\n    1    10  52:54:00:00:00:01    3\n'
        : ' port  VLAN  MAC                Age\n',
    ),
  );
  await reader.read();
  const snapshot = await reader.pollSlow();
  const asked = host.takeRan().filter(([program]) => program === 'ovs-appctl');
  expect(asked.slice(0, 3).map(([, , bridge]) => bridge)).toEqual(['ovsbr0', 'ovsbr1', 'ovsbr2']);
  expect(snapshot.sources.find(({ name }) => name === 'ovs-fdb')).toMatchObject({ status: 'ok' });

  const without = reading('[]', printed(''));
  await without.reader.read();
  const none = await without.reader.pollSlow();
  expect(none.sources.find(({ name }) => name === 'ovs-fdb')).toMatchObject({ status: 'ok', isAbsent: true });
  expect(without.host.takeRan().filter(([program]) => program === 'ovs-appctl')).toEqual([]);
});

it('tells that what Open vSwitch has learned may not be read', async () => {
  const { reader, host } = reading(read('ip-link.json'), printed(read('ovs-vsctl.txt')));
  const refused =
    'ovs-appctl: cannot read pidfile "/var/run/openvswitch/ovs-vswitchd.pid" (Permission denied)\n';
  host.script('ovs-appctl', () => printed('', refused, 1));
  await reader.read();
  const { sources } = await reader.pollSlow();
  expect(sources.find(({ name }) => name === 'ovs-fdb')).toMatchObject({ status: 'denied' });
});
