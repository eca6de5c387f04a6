import type { Command, RunOutcome } from '#shared/host/command.ts';
import type { LinkDns } from '#shared/host/linkDns.ts';
import { parseResolvectlLinks } from '#shared/parse/resolvectlLinks.ts';
import type { Read } from './ip.ts';
import type { ReadHost } from './patientHost.ts';
import { type Tool, troubleOf } from './trouble.ts';

const TIMEOUT_MS = 5000;
/** systemd-resolved is installed or started seldom: a host without it is not asked again and again. */
const ABSENT_MS = 10 * 60_000;

const RESOLVECTL: Tool = {
  program: 'resolvectl',
  install: '',
  hung: 'systemd-resolved may hang: check its journal, or restart it. Retrying…',
};

/** By the link's name; null: systemd-resolved is not there. */
export type LinkDnsFacts = Readonly<Record<string, LinkDns>> | null;

/** Asks systemd-resolved whom it asks through which link. That it is not there is usual, and no trouble. */
export function readLinkDns(host: ReadHost, now: () => Date): Read<LinkDnsFacts> {
  let absentUntil = 0;
  return async (signal) => {
    if (now().getTime() < absentUntil) return { status: 'ok', facts: null };
    const limits = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
    const ask = (what: string) => host.run({ argv: ['resolvectl', what] } satisfies Command, limits);
    const [servers, domains] = await Promise.all([ask('dns'), ask('domain')]);
    for (const outcome of [servers, domains]) {
      if (outcome.kind === 'cancelled') return { status: 'cancelled' };
      if (isAbsent(outcome)) {
        absentUntil = now().getTime() + ABSENT_MS;
        return { status: 'ok', facts: null };
      }
      if (outcome.kind !== 'exited') return troubleOf(outcome, RESOLVECTL);
    }
    return { status: 'ok', facts: joined(printed(servers), printed(domains)) };
  };
}

// 1: Failed to get global data: Unit dbus-org.freedesktop.resolve1.service not found.
function isAbsent(outcome: RunOutcome): boolean {
  return outcome.kind === 'missing' || (outcome.kind === 'exited' && outcome.exitCode !== 0);
}

function printed(outcome: RunOutcome): string {
  return outcome.kind === 'exited' ? outcome.stdout : '';
}

function joined(dns: string, domain: string): Readonly<Record<string, LinkDns>> {
  const servers = parseResolvectlLinks(dns);
  const domains = parseResolvectlLinks(domain);
  return Object.fromEntries(
    [...new Set([...servers.keys(), ...domains.keys()])].map((link) => [
      link,
      { servers: servers.get(link) ?? [], domains: domains.get(link) ?? [] },
    ]),
  );
}
