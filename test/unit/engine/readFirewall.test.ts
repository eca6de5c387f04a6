import { describe, expect, it } from 'vitest';
import { readFirewall } from '#electron/engine/read/firewall.ts';
import { readNetSettings } from '#electron/engine/read/netSettings.ts';
import type { RunOutcome } from '#shared/host/command.ts';
import { noNetSettings } from '#shared/host/netSettings.ts';
import { fixture } from '../parse/fixture.ts';

const ended = (stdout: string, stderr = '', exitCode = 0): RunOutcome => ({
  kind: 'exited',
  exitCode,
  stdout,
  stderr,
});
const missing = (program: string): RunOutcome => ({ kind: 'missing', program });

/** A host that has these programs, by name, and tells which of them ran. */
function hostWith(answers: Readonly<Record<string, RunOutcome>>) {
  const ran: string[] = [];
  const run = async ({ argv: [program] }: { argv: readonly [string, ...string[]] }) => {
    ran.push(program);
    return answers[program] ?? missing(program);
  };
  return { ran, run };
}

function settings(ip: readonly string[] = []) {
  const facts = { ...noNetSettings, legacyTables: { ip, ip6: [] } };
  return { facts, isReading: false, settled: async () => {} };
}

const legacySave = '*filter\n:FORWARD DROP [3:180]\nCOMMIT\n';
const nothing = ended('{"nftables":[]}');

describe('the firewall', () => {
  it('is nft’s list of rules, in one process where there are none of iptables', async () => {
    const host = hostWith({ nft: nothing });
    expect(await readFirewall(host, settings())(undefined)).toEqual({ status: 'ok', facts: { chains: [] } });
    expect(host.ran).toEqual(['nft']);
  });

  it('has the tables of iptables-nft from their own tool, which tells what extensions match', async () => {
    const host = hostWith({
      nft: ended(fixture('firewall/lab-nft-ruleset.json')),
      'iptables-nft-save': ended(fixture('firewall/lab-iptables-save.txt')),
    });
    const reading = await readFirewall(host, settings())(undefined);
    if (reading.status !== 'ok') throw new Error(reading.status);
    const forward = reading.facts?.chains.filter(
      ({ name, family }) => name === 'FORWARD' && family !== 'ip6',
    );
    expect(forward?.map(({ tool, family, table }) => `${tool} ${family} ${table}`)).toEqual([
      'nft bridge filter',
      'iptables ip mangle',
      'iptables ip filter',
    ]);
    // ip6tables-nft-save isn’t installed: what nft shows has to do.
    expect(reading.facts?.chains.some(({ family, tool }) => family === 'ip6' && tool === 'nft')).toBe(true);
  });

  it('has legacy tables beside them, where there are any', async () => {
    const host = hostWith({ nft: nothing, 'iptables-legacy-save': ended(legacySave) });
    expect(await readFirewall(host, settings(['filter']))(undefined)).toMatchObject({
      status: 'ok',
      facts: { chains: [{ tool: 'iptables-legacy', name: 'FORWARD', base: { policy: 'drop', packets: 3 } }] },
    });
    const without = await readFirewall(hostWith({ nft: nothing }), settings(['filter']))(undefined);
    expect(without).toMatchObject({ status: 'partial', gap: { names: [], others: true } });
  });

  it('is iptables-save’s where nft is not installed', async () => {
    const host = hostWith({ 'iptables-save': ended(legacySave), 'ip6tables-save': ended('') });
    expect(await readFirewall(host, settings(['filter']))(undefined)).toMatchObject({
      status: 'ok',
      facts: { chains: [{ tool: 'iptables', name: 'FORWARD' }] },
    });
    expect(await readFirewall(hostWith({}), settings())(undefined)).toMatchObject({
      status: 'missing',
      message: 'nft is not installed.',
    });
  });

  it('is for root alone, and tells what to do', async () => {
    const refused = ended('', 'Operation not permitted (you must be root)\nnetlink: Error: …\n', 1);
    expect(await readFirewall(hostWith({ nft: refused }), settings())(undefined)).toEqual({
      status: 'denied',
      message: 'Only root may read the firewall’s rules.',
      advice: 'Run sudo patchbay doctor to have them checked.',
    });
  });

  it('has no rules of nft where the kernel can’t do such', async () => {
    const none = ended('', 'netlink: Error: cache initialization failed: Protocol not supported\n', 1);
    expect(await readFirewall(hostWith({ nft: none }), settings())(undefined)).toEqual({
      status: 'ok',
      facts: { chains: [] },
    });
  });
});

describe('the kernel’s settings', () => {
  it('are read in one process, for each link with an address', async () => {
    const asked: string[] = [];
    const run = async ({ argv }: { argv: readonly string[] }) => {
      asked.push(...argv);
      return ended('/proc/sys/net/ipv4/ip_forward:1\n', '', 2);
    };
    const address = { family: 'inet', address: '10.0.0.1', prefixLength: 24, scope: 'global' } as const;
    const links = () => [
      { ...address, link: 'br0' },
      { ...address, link: 'br0', address: '10.0.0.2' },
      { ...address, link: 'lo', scope: 'host' },
    ];
    expect(await readNetSettings({ run }, links)(undefined)).toMatchObject({
      status: 'ok',
      facts: { forwardsIpv4: true, bridgeCalls: null },
    });
    expect(asked.filter((file) => file.endsWith('rp_filter'))).toEqual([
      '/proc/sys/net/ipv4/conf/all/rp_filter',
      '/proc/sys/net/ipv4/conf/br0/rp_filter',
    ]);
  });

  it('are read from a capture that was taken before vhost-net was asked for', async () => {
    const run = async ({ argv }: { argv: readonly string[] }): Promise<RunOutcome> =>
      argv.includes('/proc/misc')
        ? { kind: 'not-captured', message: '' }
        : ended('/proc/sys/net/ipv4/ip_forward:1\n', '', 2);
    expect(await readNetSettings({ run }, () => [])(undefined)).toMatchObject({
      status: 'ok',
      facts: { forwardsIpv4: true, vhostNet: null },
    });
  });
});
