import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { openSession } from '#electron/engine/session/openSession.ts';
import type { Session } from '#electron/engine/session/session.ts';
import type { Connecting, Events } from '#shared/api.ts';
import { App } from '../e2e/support/app.ts';
import { openBrowser, openPage } from '../e2e/support/browser.ts';
import { describeInLab, until } from './support/lab.ts';
import { KNOWN_HOSTS, SshServer } from './support/sshServer.ts';

// What ssh asks is asked in the window, and what is typed there goes to that ssh alone.

const execute = promisify(execFile);
const HOST = 'ssh://root@lab';
const PASSPHRASE = ' open \\sesame, “ü” ';

describeInLab('what ssh asks', () => {
  let server: SshServer;
  let config: string;
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    server = await SshServer.start();
    await execute('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', '/run/lab/ssh/user']);
    config = await mkdtemp(join(tmpdir(), 'patchbay-ask-'));
    for (const name of ['XDG_CONFIG_HOME', 'XDG_STATE_HOME']) vi.stubEnv(name, config);
  });
  afterEach(async () => {
    for (const each of cleanUp.splice(0)) await each();
    await rm('/run/lab/ssh/patchbay', { recursive: true, force: true });
    await server.restart();
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(config, { recursive: true });
    await server.stop();
  });

  /** A session whose way to the host is followed as a window follows it. */
  async function open() {
    const session = await openSession({ host: HOST, readOnly: false, served: true });
    cleanUp.push(() => session.close());
    const told: (Connecting | null)[] = [];
    session.subscribe((name, payload) => {
      if (name === 'connecting') told.push(payload as Events['connecting']);
    });
    return { session, told };
  }

  /** The question that is asked after all those of the ids given. */
  const asked = (told: readonly (Connecting | null)[], before: readonly string[] = []) =>
    until('it is asked', async () => {
      const question = told.at(-1)?.question ?? null;
      return question === null || before.includes(question.id) ? null : question;
    });
  const failed = (told: readonly (Connecting | null)[]) =>
    until('it is told', async () => told.at(-1)?.failure ?? null);
  const reply = (session: Session, id: string, answer: string) =>
    session.request('connecting.answer', { id, answer });

  /** The files that are there for what is asked. */
  const left = async () =>
    (await readdir('/run/lab/ssh/patchbay').catch(() => [])).filter((name) => name.startsWith('ask-'));

  test('is asked one after the other, until it is let in', async () => {
    await writeFile(KNOWN_HOSTS, '');
    const { session, told } = await open();
    const key = await asked(told);
    expect(key).toMatchObject({ kind: 'hostKey', again: false });
    expect(key.text).toMatch(/authenticity of host .*ED25519 key fingerprint is.*SHA256:/s);
    expect(await left()).toHaveLength(1);
    await reply(session, key.id, 'perhaps');
    const again = await asked(told, [key.id]);
    expect(again).toMatchObject({ kind: 'hostKey', again: true, text: key.text });
    await reply(session, again.id, 'yes');
    const secret = await asked(told, [key.id, again.id]);
    expect(secret).toMatchObject({
      kind: 'secret',
      again: false,
      text: "Enter passphrase for key '/run/lab/ssh/user':",
    });
    await reply(session, secret.id, 'wrong');
    const second = await asked(told, [key.id, again.id, secret.id]);
    expect(second).toMatchObject({ kind: 'secret', again: true });
    // An answer to what was asked before is none.
    await reply(session, secret.id, PASSPHRASE);
    await reply(session, second.id, PASSPHRASE);
    expect((await session.request('view.open', {})).topology.host).toBe(HOST);
    expect(told.at(-1)).toBeNull();
    expect(await readFile(KNOWN_HOSTS, 'utf8')).toContain('ssh-ed25519');
    expect(await left()).toEqual([]);
    expect(JSON.stringify(told)).not.toContain('sesame');
  });

  test('and cancelled: that ends it, and it can be tried again', async () => {
    const { session, told } = await open();
    const { id } = await asked(told);
    await session.request('connecting.cancel', {});
    expect(await failed(told)).toEqual({ message: 'The connection to lab was cancelled.', advice: '' });
    expect(await left()).toEqual([]);
    await until('no process of it is left', async () => {
      const { stdout } = await execute('ps', ['-eo', 'args']);
      return /ask-\d+-|ssh .*root/.test(stdout) ? null : true;
    });
    await session.request('connecting.retry', {});
    const again = await asked(told, [id]);
    await reply(session, again.id, PASSPHRASE);
    expect((await session.request('view.open', {})).topology.host).toBe(HOST);
  });

  test('is nothing where the host’s key has changed', async () => {
    await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', '/run/lab/other']);
    cleanUp.push(
      () => rm('/run/lab/other'),
      () => rm('/run/lab/other.pub'),
    );
    const { stdout } = await execute('cut', ['-d', ' ', '-f', '1,2', '/run/lab/other.pub']);
    await writeFile(KNOWN_HOSTS, `lab,192.168.50.10 ${stdout}`);
    const { told } = await open();
    expect((await failed(told)).message).toMatch(/not the one that this machine knows/);
    expect(told.some((each) => each?.question != null)).toBe(false);
  });

  test('is not asked of the visitors of a read-only address', async () => {
    await expect(openSession({ host: HOST, readOnly: true, served: true })).rejects.toThrow(
      /^lab lets nobody in/,
    );
  });

  test('is typed into a dialog, by the keyboard alone', async () => {
    await writeFile(KNOWN_HOSTS, '');
    const app = await App.start(HOST);
    cleanUp.push(() => app.remove());
    const browser = await openBrowser();
    cleanUp.unshift(() => browser.close());
    const { page, complaints } = await openPage(browser, app.url);
    await page.getByRole('dialog', { name: 'Do you know the key of root@lab?' }).waitFor();
    await page.keyboard.type('yes');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Log in to root@lab' });
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain("Enter passphrase for key '/run/lab/ssh/user':");
    await page.keyboard.press('Escape');
    await page.getByText('The connection to lab was cancelled.').waitFor();
    // The focus is on Try again.
    await page.keyboard.press('Enter');
    await dialog.waitFor();
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press('Enter');
    await page.getByRole('main', { name: 'Patch panel' }).waitFor();
    expect(complaints).toEqual([]);
  });

  test('is asked on the way to a host that is typed in the window, which keeps it under the name that it is given', async () => {
    const app = await App.start(null);
    cleanUp.push(() => app.remove());
    const browser = await openBrowser();
    cleanUp.unshift(() => browser.close());
    const { page, complaints } = await openPage(browser, app.url);
    await page.getByRole('main', { name: 'Patch panel' }).waitFor();
    await page.keyboard.press('o');
    await page.keyboard.type('root@lab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Log in to root@lab' }).waitFor();
    await page.keyboard.type(PASSPHRASE);
    await page.keyboard.press('Enter');
    const shown = (name: string) => page.getByRole('banner').getByText(name, { exact: true }).waitFor();
    await shown('root@lab');
    await page.keyboard.press('o');
    await page.getByRole('textbox', { name: 'Name of root@lab' }).fill('Cellar');
    await page.keyboard.press('Enter');
    await shown('Cellar');
    const kept = () => readFile(join(app.config, 'patchbay/hosts.json'), 'utf8').then(JSON.parse);
    await expect
      .poll(kept, { timeout: 10_000 })
      .toEqual({ version: 1, hosts: [{ name: HOST, title: 'Cellar' }] });
    expect(complaints).toEqual([]);
  });
});
