// @ts-check
import { execFile, execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { makeCheckoutDisk } from './checkout.mjs';
import { ensureMachineImage } from './image/image.mjs';
import { askJson } from './jsonSocket.mjs';
import { qemuCommand } from './qemu.mjs';

/** @typedef {import('./qemu.mjs').NetworkManager} NetworkManager */
/** @typedef {{ code: number, stdout: string, stderr: string }} Ended how a command in the machine ended */

/** An emulated machine on a busy one. */
const bootMs = 300_000;
const commandMs = 300_000;

/** The state that is kept of a machine which has just booted. */
const booted = 'booted';

/** A whole Debian machine in QEMU: its own kernel, systemd, and network. It is gone with this process. */
export class Machine {
  #image;
  #folder;
  #sshPort;
  #qemu;

  /**
   * @param {string} image
   * @param {string} folder
   * @param {number} sshPort
   * @param {import('node:child_process').ChildProcess} qemu
   */
  constructor(image, folder, sshPort, qemu) {
    this.#image = image;
    this.#folder = folder;
    this.#sshPort = sshPort;
    this.#qemu = qemu;
  }

  /**
   * Starts a machine whose uplink a network manager has configured: from the state that was saved of one, else it boots
   * and that is saved. The checkout is at /opt/checkout, the command is `patchbay`.
   * @param {NetworkManager} net
   * @returns {Promise<Machine>}
   */
  static async start(net) {
    const image = ensureMachineImage();
    const saved = join(image, `${net}-${hardwareHash()}.qcow2`);
    const isSaved = existsSync(saved);
    const folder = mkdtempSync(join(tmpdir(), 'patchbay-machine-'));
    const disk = join(folder, 'root.qcow2');
    if (isSaved) copyFileSync(saved, disk);
    else
      execFileSync('qemu-img', [
        'create',
        '-q',
        '-f',
        'qcow2',
        '-F',
        'raw',
        '-b',
        join(image, 'disk.raw'),
        disk,
      ]);
    makeCheckoutDisk(join(folder, 'checkout.raw'));
    const sshPort = await freePort();
    const checkout = join(folder, 'checkout.raw');
    const [program = '', ...args] = qemuCommand({
      image,
      folder,
      checkout,
      sshPort,
      net,
      state: isSaved ? booted : null,
    });
    const qemu = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const machine = new Machine(image, folder, sshPort, qemu);
    try {
      await machine.waitForSsh(bootMs);
      if (!isSaved) await machine.#keep(saved);
      await machine.#mountCheckout();
      return machine;
    } catch (error) {
      await machine.stop();
      throw error;
    }
  }

  /** What is in it is gone with the machine. */
  get folder() {
    return this.#folder;
  }

  /** The port of 127.0.0.1 that leads to its sshd. */
  get sshPort() {
    return this.#sshPort;
  }

  /** The options of `ssh` by which it lets in whoever has the image. */
  sshOptions() {
    return [
      ...['-i', join(this.#image, 'key')],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'ConnectTimeout=60'],
    ];
  }

  /** An `ssh` that leads in as a user. @param {string} user */
  sshCommand(user = 'root') {
    return ['ssh', '-q', ...this.sshOptions(), '-p', String(this.#sshPort), `${user}@127.0.0.1`];
  }

  /**
   * Runs a shell line by SSH, over the uplink, as a user comes.
   * @param {string} line
   * @param {string} [user]
   * @returns {Promise<Ended>}
   */
  ssh(line, user = 'root') {
    const [program = '', ...args] = this.sshCommand(user);
    return new Promise((resolve) => {
      execFile(
        program,
        [...args, line],
        { timeout: commandMs, maxBuffer: 1 << 26 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
          resolve({ code, stdout, stderr });
        },
      );
    });
  }

  /**
   * Runs a shell line as root by the guest agent, which needs no network of the machine.
   * @param {string} line
   * @returns {Promise<Ended>}
   */
  async agent(line) {
    const execute = { path: '/bin/sh', arg: ['-c', line], 'capture-output': true };
    const { pid } = await this.#ask('guest-exec', execute);
    const until = Date.now() + commandMs;
    while (Date.now() < until) {
      const status = await this.#ask('guest-exec-status', { pid });
      if (status.exited)
        return {
          code: status.exitcode ?? 128,
          stdout: text(status['out-data']),
          stderr: text(status['err-data']),
        };
      await pause(200);
    }
    throw new Error(`not ended in time: ${line}`);
  }

  /** Pulls the cable of a card, or plugs it in again. @param {import('./qemu.mjs').Card} card @param {boolean} isIn */
  async cable(card, isIn) {
    await this.#monitor(`set_link ${card} ${isIn ? 'on' : 'off'}`);
  }

  /**
   * Restarts the machine, and waits until it has come up, whatever became of its network. Its disk is written; its services
   * are not stopped one by one first, which takes as long as half a boot.
   */
  async reboot() {
    const { stdout: before } = await this.agent('cat /proc/sys/kernel/random/boot_id');
    await this.agent('(sleep 1; systemctl reboot --force) > /dev/null 2>&1 &');
    const until = Date.now() + bootMs;
    for (;;) {
      await pause(2_000);
      const now = await this.agent('cat /proc/sys/kernel/random/boot_id; systemctl is-system-running').catch(
        () => null,
      );
      const [id, state = ''] = now?.stdout.split('\n') ?? [];
      if (id !== undefined && id !== before.trim() && /^(running|degraded)$/.test(state)) break;
      if (Date.now() > until) throw new Error('the machine did not come up again');
    }
    await this.#mountCheckout();
  }

  /** @param {number} ms */
  async waitForSsh(ms) {
    const until = Date.now() + ms;
    while (Date.now() < until) {
      if (this.#qemu.exitCode !== null) throw new Error('QEMU has ended; its message is above');
      if ((await this.ssh('true')).code === 0) return;
      await pause(500);
    }
    throw new Error(
      `the machine did not answer within ${ms / 1000} s; its console: ${join(this.#folder, 'console.log')}`,
    );
  }

  async stop() {
    if (this.#qemu.exitCode === null && this.#qemu.signalCode === null) {
      const ended = new Promise((resolve) => this.#qemu.once('exit', resolve));
      this.#qemu.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** @param {string} path where the disk with the saved state is kept */
  async #keep(path) {
    await this.agent('sync');
    const said = await this.#monitor(`savevm ${booted}`);
    if (said.trim() !== '') throw new Error(`savevm: ${said}`);
    const next = `${path}.${process.pid}`;
    copyFileSync(join(this.#folder, 'root.qcow2'), next);
    renameSync(next, path);
  }

  async #mountCheckout() {
    // A saved state may remember another checkout's blocks.
    const disk = '/dev/disk/by-id/virtio-checkout';
    const { code, stderr } = await this.agent(
      `blockdev --flushbufs ${disk} && mount -o ro ${disk} /opt/checkout`,
    );
    if (code !== 0) throw new Error(`the checkout could not be mounted: ${stderr}`);
  }

  /** @param {string} line of QEMU's human monitor */
  async #monitor(line) {
    const command = { execute: 'human-monitor-command', arguments: { 'command-line': line } };
    const how = { greets: true, timeoutMs: 120_000 };
    const answer = await askJson(join(this.#folder, 'qmp'), [{ execute: 'qmp_capabilities' }, command], how);
    return String(answer.return ?? JSON.stringify(answer));
  }

  /** @param {string} name @param {object} input */
  async #ask(name, input) {
    const sync = { execute: 'guest-sync', arguments: { id: Date.now() % 1_000_000_000 } };
    const how = { greets: false, timeoutMs: 30_000 };
    const answer = await askJson(
      join(this.#folder, 'agent'),
      [sync, { execute: name, arguments: input }],
      how,
    );
    if (!('return' in answer)) throw new Error(JSON.stringify(answer));
    return answer.return;
  }
}

/** A saved state goes on in the hardware that it was saved of, and in that alone. */
function hardwareHash() {
  const version = execFileSync('qemu-system-x86_64', ['--version']);
  const source = readFileSync(join(import.meta.dirname, 'qemu.mjs'));
  return createHash('sha256').update(version).update(source).digest('hex').slice(0, 12);
}

/** @param {string | undefined} encoded */
function text(encoded = '') {
  return Buffer.from(encoded, 'base64').toString('utf8');
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
