import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionParts } from '#electron/engine/session/openedHost.ts';
import { offeredHosts } from '#electron/engine/session/openHost.ts';
import { Session } from '#electron/engine/session/session.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { EventName, HostNotice } from '#shared/api.ts';
import type { Layout } from '#shared/kept.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { FakeEngine } from './fakeEngine.ts';

/** A layout that is not the empty one. */
export const layout: Layout = { version: 1, positions: { 'vm:a': { x: 1, y: 2 } } };

/**
 * What sessions of one test are opened with: fake engines on hosts that are names only, and a directory for what is kept.
 * Each session that it opens is closed, and the directory removed, when the test has ended.
 */
export async function sessionStage() {
  const config = await mkdtemp(join(tmpdir(), 'patchbay-session-'));
  /** One for each host that was opened, in that order. */
  const engines: FakeEngine[] = [];
  /** The hosts that were closed, in that order. */
  const closed: string[] = [];
  const opened: Session[] = [];
  onTestFinished(async () => {
    for (const session of opened) await session.close();
    await rm(config, { recursive: true });
  });

  const parts: SessionParts = {
    hosts: offeredHosts,
    suggestHosts: async () => ['ssh://nas'],
    async openHost(name): Promise<Host> {
      if (name.startsWith('replay:/missing'))
        throw new UserFailure('There is no such capture.', 'Give another.');
      const host = { name, editable: !name.startsWith('replay:') } as Host;
      return Object.assign(host, { close: async () => void closed.push(name) });
    },
    engineFor(host, asks) {
      const engine = new FakeEngine(host, asks);
      engines.push(engine);
      return engine;
    },
    configDirectory: config,
    readOnly: false,
  };

  async function open(
    host = 'demo',
    notice: HostNotice | null = 'demo',
    more: Partial<SessionParts> = {},
  ): Promise<Session> {
    const session = await Session.open(host, notice, { ...parts, ...more });
    opened.push(session);
    return session;
  }
  return { config, engines, closed, parts, open };
}

/** What a window of the session hears from now on, until it ends that. */
export function hear(session: Session) {
  const heard: [EventName, unknown][] = [];
  const end = session.subscribe((name, payload) => void heard.push([name, payload]));
  return { heard, end };
}
