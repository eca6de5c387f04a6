#!/usr/bin/env node
// @ts-check
// `npm run machine -- [--net MANAGER] [COMMAND]`: runs a shell line as root on a whole Debian machine in QEMU, which is
// built and started first and is gone afterwards; without a command, a shell on it.
import { spawn } from 'node:child_process';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { exitOf } from '../../electron/start/processes.mjs';
import { runMain, StartFailure, say } from '../../electron/start/project.mjs';
import { Machine } from './machine.mjs';
import { machineObstacle } from './obstacle.mjs';
import { networkManagers } from './qemu.mjs';

await runMain(async () => {
  const why = machineObstacle();
  if (why !== null) throw new StartFailure(`machine: ${why}.`);
  const { values, positionals } = parseArgs({
    options: { net: { type: 'string', default: 'networkd' } },
    allowPositionals: true,
  });
  const net = networkManagers.find((each) => each === values.net);
  if (net === undefined)
    throw new StartFailure(`--net is one of ${networkManagers.join(', ')}, not “${values.net}”.`);
  say('machine: starting');
  const machine = await Machine.start(net);
  try {
    const [program = '', ...args] = machine.sshCommand();
    const isShell = positionals.length === 0;
    const child = spawn(program, [...(isShell ? ['-t'] : []), ...args, ...positionals], { stdio: 'inherit' });
    // Ctrl-C is for what runs in the machine; that ends with its terminal.
    process.on('SIGINT', () => {});
    return await exitOf(child);
  } finally {
    await machine.stop();
  }
});
