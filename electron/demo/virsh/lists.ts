import type { DemoDomain, DemoNetwork } from '../model.ts';
import type { Options, Syntax } from './options.ts';
import { type Done, done, failed, type Session } from './session.ts';
import { table } from './table.ts';

type Test<T> = (item: T) => boolean;

const isActive: Test<DemoDomain> = (domain) => domain.id !== null;

const DOMAIN_FILTERS: Record<string, Test<DemoDomain>> = {
  persistent: (domain) => domain.persistent,
  transient: (domain) => !domain.persistent,
  autostart: (domain) => domain.autostart,
  'no-autostart': (domain) => !domain.autostart,
  'with-managed-save': (domain) => domain.saved !== undefined,
  'without-managed-save': (domain) => domain.saved === undefined,
  'with-snapshot': () => false,
  'without-snapshot': () => true,
};

const STATE_FILTERS: Record<string, Test<DemoDomain>> = {
  'state-running': (domain) => domain.state === 'running',
  'state-paused': (domain) => domain.state === 'paused',
  'state-shutoff': (domain) => domain.state === 'shut off',
  'state-other': (domain) => !['running', 'paused', 'shut off'].includes(domain.state),
};

const NETWORK_FILTERS: Record<string, Test<DemoNetwork>> = {
  persistent: (network) => network.persistent,
  transient: (network) => !network.persistent,
  autostart: (network) => network.autostart,
  'no-autostart': (network) => !network.autostart,
};

export const listSyntax: Syntax = {
  flags: [
    ...['all', 'inactive', 'uuid', 'name', 'id', 'table'],
    ...Object.keys(DOMAIN_FILTERS),
    ...Object.keys(STATE_FILTERS),
  ],
};

export const netListSyntax: Syntax = {
  flags: [...['all', 'inactive', 'uuid', 'name', 'table'], ...Object.keys(NETWORK_FILTERS)],
};

/** `virsh list`: running VMs by id, then the others by name. States given together widen the choice. */
export function list(session: Session, options: Options): Done {
  const states = Object.keys(STATE_FILTERS).filter((flag) => options.has(flag));
  const chosen = session.lab.domains
    .filter((domain) => options.has('all') || isActive(domain) !== options.has('inactive'))
    .filter((domain) => passes(domain, DOMAIN_FILTERS, options))
    .filter((domain) => states.length === 0 || states.some((flag) => STATE_FILTERS[flag]?.(domain)))
    .sort((one, other) => (one.id ?? Infinity) - (other.id ?? Infinity) || compare(one.name, other.name));
  const columns = ['uuid', 'name', 'id'].filter((column) => options.has(column));
  if (columns.length > 0 && !options.has('table')) {
    const cell = (domain: DemoDomain, column: string) =>
      column === 'id' ? String(domain.id ?? '-') : column === 'uuid' ? domain.uuid : domain.name;
    return done(
      chosen.map((domain) => `${columns.map((column) => cell(domain, column)).join(' ')}\n`).join(''),
    );
  }
  const rows = chosen.map((domain) => [
    domain.id === null ? null : String(domain.id),
    domain.name,
    domain.state,
  ]);
  return done(table(['Id', 'Name', 'State'], rows, session.quiet));
}

/** `virsh net-list`, by name. */
export function netList(session: Session, options: Options): Done {
  if (['uuid', 'name', 'table'].filter((flag) => options.has(flag)).length > 1)
    return failed('Only one argument from --table, --name and --uuid may be specified.');
  const chosen = session.lab.networks
    .filter((network) => options.has('all') || network.active !== options.has('inactive'))
    .filter((network) => passes(network, NETWORK_FILTERS, options))
    .sort((one, other) => compare(one.name, other.name));
  if (options.has('uuid')) return done(chosen.map((network) => `${network.uuid}\n`).join(''));
  if (options.has('name')) return done(chosen.map((network) => `${network.name}\n`).join(''));
  const yes = (value: boolean) => (value ? 'yes' : 'no');
  const rows = chosen.map((network) => [
    network.name,
    network.active ? 'active' : 'inactive',
    yes(network.autostart),
    yes(network.persistent),
  ]);
  return done(table(['Name', 'State', 'Autostart', 'Persistent'], rows, session.quiet));
}

function passes<T>(item: T, filters: Record<string, Test<T>>, options: Options): boolean {
  return Object.entries(filters).every(([flag, test]) => !options.has(flag) || test(item));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
