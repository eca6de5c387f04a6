import { describe, expect, it, vi } from 'vitest';
import { answer } from '#electron/engine/session/answer.ts';
import type { Session } from '#electron/engine/session/session.ts';
import type { Host } from '#electron/hosts/host.ts';
import type { SshAsker } from '#electron/hosts/ssh/askChannel.ts';
import type { Connecting } from '#shared/api.ts';
import { UserFailure } from '#shared/userFailure.ts';
import { hear, sessionStage } from './support/sessionStage.ts';

const FAR = 'ssh://root@lab';
const question = { kind: 'secret', text: "root@lab's password:", again: false } as const;

/** A session on a host over SSH, whose connection asks for a password, and is refused or given up. */
async function farStage(more: { readonly host?: string; readonly readOnly?: boolean } = {}) {
  const stage = await sessionStage();
  const given: string[] = [];
  const open = async (name: string, _settings: unknown, asker: SshAsker | null): Promise<Host> => {
    const host = { name, editable: true, close: async () => {} } as Host;
    if (!name.startsWith('ssh:')) return host;
    if (asker === null) throw new UserFailure('lab lets nobody in.', 'Check the user.');
    const isOver = new AbortController();
    const word = await Promise.race([
      asker.ask(question, isOver.signal),
      new Promise<null>((resolve) => asker.cancelled.addEventListener('abort', () => resolve(null))),
    ]);
    isOver.abort();
    if (word === null) throw new UserFailure('The connection to lab was cancelled.', '');
    given.push(word);
    if (word !== 'right') throw new UserFailure('lab lets nobody in.', 'Check the user.');
    return host;
  };
  const session = await stage.open(more.host ?? FAR, null, {
    openHost: open,
    readOnly: more.readOnly ?? false,
    ...(more.readOnly ? { visitors: { oneHost: true } } : {}),
  });
  return { session, given };
}

function connectingOf(session: Session): Connecting | null {
  const { heard, end } = hear(session);
  end();
  return (heard.find(([name]) => name === 'connecting')?.[1] as Connecting | undefined) ?? null;
}

async function asked(session: Session): Promise<string> {
  return vi.waitFor(() => {
    const id = connectingOf(session)?.question?.id;
    if (id === undefined) throw new Error('not asked yet');
    return id;
  });
}

describe('a host over SSH', () => {
  it('is connected to while its windows are there, which are asked', async () => {
    const { session, given } = await farStage();
    const id = await asked(session);
    expect(connectingOf(session)).toMatchObject({ host: FAR, question, failure: null, theme: 'system' });
    const view = session.request('view.open', {});
    await expect(session.request('view.refresh', {})).rejects.toThrow('No host is open yet.');
    await session.request('connecting.answer', { id, answer: 'right' });
    expect((await view).topology.host).toBe(FAR);
    expect(given).toEqual(['right']);
    expect(connectingOf(session)).toBeNull();
  });

  it('an answer to another question is none', async () => {
    const { session, given } = await farStage();
    await asked(session);
    await session.request('connecting.answer', { id: 'another', answer: 'right' });
    expect(connectingOf(session)?.question).not.toBeNull();
    expect(given).toEqual([]);
  });

  it('that can’t be reached says so, and can be tried again, or another one opened', async () => {
    const { session } = await farStage();
    await session.request('connecting.answer', { id: await asked(session), answer: 'wrong' });
    await vi.waitFor(() =>
      expect(connectingOf(session)).toMatchObject({
        question: null,
        failure: { message: 'lab lets nobody in.', advice: 'Check the user.' },
        hosts: [{ name: 'local' }, { name: 'demo' }],
      }),
    );
    await session.request('connecting.retry', {});
    await asked(session);
    await session.request('connecting.cancel', {});
    await vi.waitFor(() =>
      expect(connectingOf(session)?.failure?.message).toBe('The connection to lab was cancelled.'),
    );
    expect((await session.request('host.open', { host: 'demo' })).topology.host).toBe('demo');
    expect(connectingOf(session)).toBeNull();
  });

  it('in place of one that is shown: it stays where that fails', async () => {
    const { session } = await farStage({ host: 'demo' });
    const opening = session.openNamed(FAR);
    await session.request('connecting.answer', { id: await asked(session), answer: 'wrong' });
    await expect(opening).rejects.toThrow('lab lets nobody in.');
    expect(connectingOf(session)).toBeNull();
    expect((await session.request('view.open', {})).topology.host).toBe('demo');
  });

  it('asks the visitors of a read-only address nothing, and takes no answer of theirs', async () => {
    await expect(farStage({ readOnly: true })).rejects.toThrow('lab lets nobody in.');
    const { session } = await farStage({ host: 'demo', readOnly: true });
    for (const [name, input] of [
      ['connecting.answer', { id: 'a', answer: 'b' }],
      ['connecting.cancel', {}],
      ['connecting.retry', {}],
    ] as const)
      await expect(session.request(name, input)).rejects.toThrow('its visitors are asked nothing');
    await expect(session.openNamed(FAR)).rejects.toThrow('lab lets nobody in.');
  });

  it.each([['two\nlines'], ['a\0b'], ['x'.repeat(1024)], [7]])('%j is no answer', async (given) => {
    const { session } = await farStage();
    const id = await asked(session);
    const { kind, answer: said } = await answer(
      session,
      'connecting.answer',
      { id, answer: given },
      () => {},
    );
    expect(kind).toBe('invalid');
    expect(JSON.stringify(said)).not.toContain('two');
    expect(connectingOf(session)?.question?.id).toBe(id);
  });

  it('ends with the session, also while it is asked', async () => {
    const { session } = await farStage();
    await asked(session);
    await session.close();
    await expect(session.request('view.open', {})).rejects.toThrow('closed');
  });
});
