import { z } from 'zod';
import type { LinkDns } from '#shared/host/linkDns.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { requireLink } from '../change.ts';
import { text } from '../fields.ts';
import type { Op } from '../op.ts';
import { linkTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { dnsOf } from './linkConditions.ts';

/**
 * Tells systemd-resolved whom to ask through a link. To ask nobody is its `revert`, which forgets the domains as well:
 * `resolvectl dns LINK ""` would need an empty word.
 */
export const linkDns: OpKind<Extract<Op, { op: 'link-dns' }>> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-dns'), link: text, servers: z.array(text) }),

  command({ link, servers }, snapshot) {
    const present = requireLink(snapshot, link);
    return isRefusal(present)
      ? present
      : { argv: servers.length === 0 ? forget(link) : ['resolvectl', 'dns', link, ...servers] };
  },

  inverse: (op, snapshot) => ({ ...op, servers: dnsOf(snapshot, op.link).servers }),

  expects: ({ link, servers }) => [{ is: 'link-dns', link, servers }],

  after: ({ link, servers }, snapshot) =>
    servers.length === 0 ? forgotten(snapshot, link) : withDns(snapshot, link, { servers }),

  words: ({ link, servers }) => ({
    title:
      servers.length === 0
        ? `Remove the DNS servers of ${link}`
        : `Set the DNS servers of ${link} to ${servers.join(', ')}`,
    waitingFor: `waiting for systemd-resolved to show the DNS servers of ${link}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  ...passesOn,
};

/** Tells systemd-resolved which names to ask for through a link; of none it is told by `revert`, as above. */
export const linkDomains: OpKind<Extract<Op, { op: 'link-domains' }>> = {
  rights: 'net-admin',
  schema: z.strictObject({ op: z.literal('link-domains'), link: text, domains: z.array(text) }),

  command({ link, domains }, snapshot) {
    const present = requireLink(snapshot, link);
    return isRefusal(present)
      ? present
      : { argv: domains.length === 0 ? forget(link) : ['resolvectl', 'domain', link, ...domains] };
  },

  inverse: (op, snapshot) => ({ ...op, domains: dnsOf(snapshot, op.link).domains }),

  expects: ({ link, domains }) => [{ is: 'link-domains', link, domains }],

  after: ({ link, domains }, snapshot) =>
    domains.length === 0 ? forgotten(snapshot, link) : withDns(snapshot, link, { domains }),

  words: ({ link, domains }) => ({
    title:
      domains.length === 0
        ? `Remove the DNS domains of ${link}`
        : `Set the DNS domains of ${link} to ${domains.join(', ')}`,
    waitingFor: `waiting for systemd-resolved to show the domains of ${link}`,
  }),

  timing: () => linkTiming,

  links: ({ link }) => [link],
  ...passesOn,
};

function forget(link: string): [string, ...string[]] {
  return ['resolvectl', 'revert', link];
}

function forgotten(snapshot: HostSnapshot, link: string): HostSnapshot {
  return withDns(snapshot, link, { servers: [], domains: [] });
}

function withDns(snapshot: HostSnapshot, link: string, change: Partial<LinkDns>): HostSnapshot {
  return { ...snapshot, linkDns: { ...snapshot.linkDns, [link]: { ...dnsOf(snapshot, link), ...change } } };
}
