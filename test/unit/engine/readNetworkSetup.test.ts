import { describe, expect, it } from 'vitest';
import { reportOf } from './support/reports.ts';
import { printed } from './support/scriptedHost.ts';
import { isAboutIfupdown, scriptedReader } from './support/scriptedReader.ts';

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
