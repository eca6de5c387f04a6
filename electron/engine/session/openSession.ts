import type { HostNotice } from '#shared/api.ts';
import { sshHostOf } from '#shared/host/libvirtUri.ts';
import { configDirectory, stateDirectory } from '../../files/kept.ts';
import { interestOfThisMachine } from '../../hosts/detect.ts';
import { namedHosts } from '../../hosts/ssh/namedHosts.ts';
import { Engine } from '../engine.ts';
import { journalFor } from '../history/journalFor.ts';
import { noticeOf, type OpenHost, offeredHosts, openAtWindow } from './openHost.ts';
import { patienceAsked } from './patienceSetting.ts';
import { Session } from './session.ts';

export interface SessionOptions {
  /** As given to `--host`; absent: this machine if it has anything to show, else the demo. */
  readonly host: string | undefined;
  /** Whether `--read-only` was given. */
  readonly readOnly: boolean;
  /** Whether it is served at an address, which others may be let in by. */
  readonly served: boolean;
  /** Absent: as their names say. */
  readonly open?: OpenHost | undefined;
}

/**
 * Opens the session that the faces share.
 * @throws {UserFailure} when the host cannot be opened, or `PATCHBAY_PATIENCE` is no such number
 */
export async function openSession({
  host,
  readOnly,
  served,
  open = openAtWindow,
}: SessionOptions): Promise<Session> {
  const patience = patienceAsked(process.env);
  const [name, notice] = await choose(host);
  return Session.open(name, notice, {
    hosts: offeredHosts,
    suggestHosts: () => namedHosts(),
    openHost: (name, settings, asker) => open(name, () => patience ?? settings.patience ?? 1, asker),
    engineFor: (opened, { settings, lock }) =>
      new Engine(opened, {
        pollMs: () => settings().pollMs,
        lock,
        journal: journalFor(opened, stateDirectory()),
      }),
    readOnly,
    ...(served ? { visitors: { oneHost: host !== undefined } } : {}),
    configDirectory: configDirectory(),
  });
}

async function choose(host: string | undefined): Promise<[name: string, notice: HostNotice | null]> {
  const elsewhere = sshHostOf(process.env.LIBVIRT_DEFAULT_URI ?? '');
  if (host === undefined && elsewhere !== null) return [elsewhere, null];
  if (host === undefined)
    return (await interestOfThisMachine()) === null ? ['demo', 'demo-because-nothing-here'] : ['local', null];
  return [host, noticeOf(host)];
}
