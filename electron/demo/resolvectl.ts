import { isIP } from 'node:net';
import { type Call, type CommandAnswer, changes, fails, prints } from './answer.ts';
import { findLink } from './kernel/links.ts';
import type { DemoDns, DemoLink, Homelab } from './model.ts';

const fields = { dns: 'servers', domain: 'domains' } as const;

/**
 * `resolvectl dns|domain [LINK VALUE…]` and `revert LINK`, as systemd 252 has them: without LINK all links but the
 * loopback, else what is asked through the link from then on.
 */
export function resolvectl({ lab, args }: Call): CommandAnswer {
  const [verb = 'status', name, ...values] = args;
  if (verb !== 'dns' && verb !== 'domain' && verb !== 'revert')
    return fails(1, `Unknown command verb '${verb}'.`);
  if (name === undefined) {
    if (verb === 'revert') return fails(1, 'Interface argument required.');
    const links = lab.links.filter(({ device }) => device.kind !== 'loopback');
    return prints(`Global:\n${links.map((link) => line(lab, link, verb)).join('')}`);
  }
  const link = findLink(lab, name);
  if (link === undefined) return fails(1, `Failed to resolve interface "${name}": No such device`);
  if (verb === 'revert') return changes(withDns(lab, name, { servers: [], domains: [] }));
  if (values.length === 0) return fails(1, 'The demo host shows all links at once: name no link.');
  const wrong = verb === 'dns' ? values.find((value) => isIP(value.split(/[#%]/)[0] ?? '') === 0) : undefined;
  if (wrong !== undefined) return fails(1, `Failed to parse DNS server address: ${wrong}`);
  return changes(withDns(lab, name, { [fields[verb]]: values }));
}

/** `Link 11 (br0): 192.168.1.53` */
function line(lab: Homelab, { name, ifindex }: DemoLink, verb: keyof typeof fields): string {
  const values = lab.dns.find((dns) => dns.link === name)?.[fields[verb]] ?? [];
  return `Link ${ifindex} (${name}):${values.map((value) => ` ${value}`).join('')}\n`;
}

function withDns(lab: Homelab, link: string, wanted: Partial<Omit<DemoDns, 'link'>>): Homelab {
  const present = lab.dns.find((dns) => dns.link === link) ?? { link, servers: [], domains: [] };
  const others = lab.dns.filter((dns) => dns !== present);
  return { ...lab, dns: [...others, { ...present, ...wanted }] };
}
