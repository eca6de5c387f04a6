import type { DemoDomain, DemoNetwork } from '../model.ts';
import type { Options, Syntax } from './options.ts';
import { type Done, done, failed, type Session } from './session.ts';

type Test<T> = (item: T) => boolean;

const DOMAIN_FILTERS: Record<string, Test<DemoDomain>> = {
  persistent: (domain) => domain.persistent,
  autostart: (domain) => domain.autostart,
  'with-managed-save': (domain) => domain.saved !== undefined,
  'without-managed-save': (domain) => domain.saved === undefined,
  'with-snapshot': () => false,
  'without-snapshot': () => true,
  'state-running': (domain) => domain.state === 'running',
  'state-paused': (domain) => domain.state === 'paused',
  'state-shutoff': (domain) => domain.state === 'shut off',
};

const NETWORK_FILTERS: Record<string, Test<DemoNetwork>> = {
  persistent: (network) => network.persistent,
  autostart: (network) => network.autostart,
};

const NO_TABLE = 'The demo host lists by UUID only: use --uuid.';

export const listSyntax: Syntax = { flags: ['all', 'uuid', 'name', ...Object.keys(DOMAIN_FILTERS)] };

export const netListSyntax: Syntax = { flags: ['all', 'uuid', ...Object.keys(NETWORK_FILTERS)] };

/** `virsh list --uuid [--name]`: running VMs by id, then the others by name. */
export function list(session: Session, options: Options): Done {
  if (!options.has('uuid')) return failed(NO_TABLE);
  const rows = session.lab.domains
    .filter((domain) => options.has('all') || domain.id !== null)
    .filter((domain) => passes(domain, DOMAIN_FILTERS, options))
    .sort((one, other) => (one.id ?? Infinity) - (other.id ?? Infinity) || compare(one.name, other.name))
    .map(({ uuid, name }) => (options.has('name') ? `${uuid} ${name}\n` : `${uuid}\n`));
  return done(rows.join(''));
}

/** `virsh net-list --uuid`, by name. */
export function netList(session: Session, options: Options): Done {
  if (!options.has('uuid')) return failed(NO_TABLE);
  const rows = session.lab.networks
    .filter((network) => options.has('all') || network.active)
    .filter((network) => passes(network, NETWORK_FILTERS, options))
    .sort((one, other) => compare(one.name, other.name))
    .map(({ uuid }) => `${uuid}\n`);
  return done(rows.join(''));
}

function passes<T>(item: T, filters: Record<string, Test<T>>, options: Options): boolean {
  return Object.entries(filters).every(([flag, test]) => !options.has(flag) || test(item));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
