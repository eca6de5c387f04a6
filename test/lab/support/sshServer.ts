import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { until } from './lab.ts';

// The lab as a host that is reached over SSH: its sshd, and an `ssh` of the user that starts in the namespace `lan`, so
// that all of it comes in by the cable of enp3s0.

const execute = promisify(execFile);

/** The lab’s own address on the LAN, where sshd listens. */
export const ADDRESS = '192.168.50.10';
const FOLDER = '/run/lab/ssh';
/** The user’s, as ssh writes it. */
export const KNOWN_HOSTS = join(FOLDER, 'known_hosts');

export interface ServerOptions {
  /** Lines of sshd_config(5) that come first, and so hold. */
  readonly server?: readonly string[];
  /** Lines of ssh_config(5) that come first. */
  readonly client?: readonly string[];
  /** What stands in front of the user’s key in authorized_keys. */
  readonly key?: string;
}

export class SshServer {
  #sshd: ChildProcess | null = null;
  readonly #before = { PATH: process.env.PATH, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR };

  /** Keys, known hosts and an `ssh` in front of the user’s own. */
  static async start(options: ServerOptions = {}): Promise<SshServer> {
    const server = new SshServer();
    await mkdir(join(FOLDER, 'bin'), { recursive: true });
    await mkdir('/run/sshd', { recursive: true });
    for (const key of ['host', 'user']) {
      await execute('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(FOLDER, key)]).catch(() => {});
    }
    process.env.PATH = `${join(FOLDER, 'bin')}${delimiter}${server.#before.PATH}`;
    process.env.XDG_RUNTIME_DIR = FOLDER;
    await server.#configure(options);
    await server.up();
    return server;
  }

  /** As it was started, or otherwise; nobody is connected any more. */
  async restart(options: ServerOptions = {}): Promise<void> {
    await this.cut();
    await this.down();
    await this.#configure(options);
    await this.up();
  }

  /** The host is called `lab`. */
  async #configure({ server = [], client = [], key: keyOptions = '' }: ServerOptions): Promise<void> {
    const [type, key] = (await readFile(join(FOLDER, 'host.pub'), 'utf8')).split(' ');
    await writeFile(KNOWN_HOSTS, `lab,${ADDRESS} ${type} ${key}\n`);
    const own = await readFile(join(FOLDER, 'user.pub'), 'utf8');
    await writeFile(join(FOLDER, 'authorized_keys'), `${keyOptions} ${own}`.trimStart());
    await this.#configureServer(server);
    const lines = [
      ...client,
      'Host lab',
      `  HostName ${ADDRESS}`,
      'Host *',
      '  User root',
      `  IdentityFile ${join(FOLDER, 'user')}`,
      '  IdentitiesOnly yes',
      `  UserKnownHostsFile ${KNOWN_HOSTS}`,
      '  GlobalKnownHostsFile /dev/null',
      '  HashKnownHosts no',
    ];
    await writeFile(join(FOLDER, 'config'), `${lines.join('\n')}\n`);
    const program = join(FOLDER, 'bin/ssh');
    const words = `exec ip netns exec lan /usr/bin/ssh -F ${join(FOLDER, 'config')} "$@"`;
    await writeFile(program, `#!/bin/sh\n${words}\n`);
    await chmod(program, 0o755);
  }

  async #configureServer(server: readonly string[]): Promise<void> {
    const lines = [
      ...server,
      `ListenAddress ${ADDRESS}`,
      'Port 22',
      `HostKey ${join(FOLDER, 'host')}`,
      `AuthorizedKeysFile ${join(FOLDER, 'authorized_keys')}`,
      'PermitRootLogin prohibit-password',
      'PasswordAuthentication no',
      'StrictModes no',
      'UsePAM no',
      'PidFile none',
      // What a shell would read in the home of the machine’s own root is nobody’s business here.
      `SetEnv HOME=${FOLDER}`,
    ];
    await writeFile(join(FOLDER, 'sshd_config'), `${lines.join('\n')}\n`);
  }

  async up(): Promise<void> {
    this.#sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(FOLDER, 'sshd_config')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#sshd.stderr?.on('data', (data) => void appendFile(join(FOLDER, 'sshd.log'), data));
    await until('sshd listens', async () => {
      const { stdout } = await execute('ss', ['-Hltn', `src ${ADDRESS}`]);
      return stdout.includes(':22 ') ? true : null;
    });
  }

  /** The daemon alone: those who are connected stay so. */
  async down(): Promise<void> {
    const sshd = this.#sshd;
    this.#sshd = null;
    if (sshd === null || sshd.exitCode !== null) return;
    sshd.kill('SIGTERM');
    await once(sshd, 'exit');
  }

  /** Everybody who is connected is thrown out. */
  async cut(): Promise<void> {
    const pid = this.#sshd?.pid;
    if (pid === undefined) return;
    const sessions = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    for (const session of sessions.split(' ').filter(Boolean)) {
      try {
        process.kill(Number(session), 'SIGKILL');
      } catch (error) {
        // It has just ended by itself.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
  }

  /** How many connections sshd has taken so far. */
  async logins(): Promise<number> {
    const log = await readFile(join(FOLDER, 'sshd.log'), 'utf8').catch(() => '');
    return log.split('Accepted publickey').length - 1;
  }

  async stop(): Promise<void> {
    await this.cut();
    await this.down();
    for (const [name, value] of Object.entries(this.#before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(FOLDER, { recursive: true });
  }
}
