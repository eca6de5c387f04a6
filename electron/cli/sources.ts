import { wasRead } from '#shared/host/freshness.ts';
import type { SourceName, SourceReport } from '#shared/host/source.ts';
import type { Topology } from '#shared/topology/model.ts';
import { dim, yellow } from './line.ts';
import type { Terminal } from './terminal.ts';

/** Tells what could not be read: what is shown may lack it. */
export function noteSources({ sources }: Pick<Topology, 'sources'>, terminal: Terminal): void {
  for (const source of sources.filter(isAmiss)) {
    terminal.note(
      yellow('! '),
      dim(`${source.name}: `),
      [source.message, source.advice].filter(Boolean).join(' '),
    );
  }
  const waiting = sources.filter(({ status, readingSince }) => status === 'pending' && readingSince);
  if (waiting.length === 0) return;
  const names = waiting.map(({ name }) => name).join(', ');
  terminal.note(yellow('! '), dim(`${names}: `), 'not read yet. A larger PATCHBAY_PATIENCE waits longer.');
}

/** Without the links there is nothing to show, and nothing that an edit could be judged by. */
export function linksWereRead({ sources }: Topology): boolean {
  return wasRead(sources, 'ip-link');
}

/** What only `doctor` judges by, which tells what it could not check. */
const ofFindings: ReadonlySet<SourceName> = new Set(['firewall', 'net-settings']);

function isAmiss({ name, status, message, isAbsent }: SourceReport): boolean {
  if (ofFindings.has(name)) return false;
  return !isAbsent && status !== 'ok' && status !== 'pending' && message !== '';
}
