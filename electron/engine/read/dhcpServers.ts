import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import { parseDhcpServers } from '#shared/parse/ssListening.ts';
import type { Read } from './ip.ts';
import { readingOf } from './oddEntries.ts';
import type { ReadHost } from './patientHost.ts';
import { exitTrouble, type Tool, troubleOf, unparsableTrouble } from './trouble.ts';

const TIMEOUT_MS = 5000;

const SS: Tool = { program: 'ss', install: 'Install the package iproute2.', hung: 'Retrying…' };

/**
 * Who listens for DHCP clients in this network namespace, which a container’s server does not. That anybody may see,
 * whosever process it is.
 */
export function readDhcpServers(host: ReadHost): Read<readonly DhcpServer[]> {
  return async (signal) => {
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const outcome = await host.run({ argv: ['ss', '-Hlun4p', 'sport = :67'] }, limits);
    if (outcome.kind === 'cancelled') return { status: 'cancelled' };
    if (outcome.kind !== 'exited') return troubleOf(outcome, SS);
    const { exitCode, stdout, stderr } = outcome;
    if (exitCode !== 0) return exitTrouble('ss', exitCode, stderr, null);
    const servers = parseDhcpServers(stdout);
    return servers.ok ? readingOf('ss', servers) : unparsableTrouble(servers.message);
  };
}
