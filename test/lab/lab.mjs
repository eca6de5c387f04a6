#!/usr/bin/env node
// `npm run lab -- COMMAND…` runs COMMAND inside a lab, and without a command a shell. With `--port N` before the
// command, port N of the lab can be reached from outside, by a browser say.

import process from 'node:process';
import { relayFromOutside } from './relay.mjs';
import { labObstacle, startLab } from './start.mjs';

/**
 * @param {string[]} command
 * @param {Record<string, string>} relay what tells the inside of a port that leads out
 */
function run(command, relay) {
  const lab = startLab(command, 'inherit', relay);
  // Ctrl-C reaches the command itself, which decides what to do about it; the lab ends when the command does.
  process.on('SIGINT', () => {});
  lab.on('error', (error) => fail(error.message));
  lab.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}

function fail(message) {
  process.stderr.write(`lab: ${message}\n`);
  process.exit(1);
}

/** @param {string[]} args */
function parse([first, ...others]) {
  if (first === '--') return parse(others);
  if (first !== '--port') return { port: null, command: first === undefined ? [] : [first, ...others] };
  const [port, ...command] = others;
  if (!/^[1-9]\d{0,4}$/.test(port ?? '') || Number(port) > 65_535)
    fail('--port takes a number from 1 to 65535.');
  return { port: Number(port), command: command[0] === '--' ? command.slice(1) : command };
}

const { port, command } = parse(process.argv.slice(2));
const why = labObstacle();
if (why) fail(why);
try {
  run(command, port === null ? {} : await relayFromOutside(port));
} catch (error) {
  fail(error.message);
}
