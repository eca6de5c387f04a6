#!/usr/bin/env node
// @ts-check
// A stand-in for Proxmox VE's `qm` and `pct`, which are not here: `set ID --netN VALUE`, `--delete netN` and
// `--revert netN` on the files at /etc/pve, as qm(1) and pct(1) tell of them. The fields are written in Proxmox VE's own
// order; the guest's link, where it is there, is connected as its scripts do (pve-bridge, pve-common's PVE/Network.pm).
// What it was called with is logged.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import process from 'node:process';

const program = basename(process.argv[1] ?? '');
const [verb, id, option = '', given = ''] = process.argv.slice(2);
appendFileSync('/run/lab/proxmox/qm.log', `${[program, ...process.argv.slice(2)].join(' ')}\n`);
const kind = program === 'pct' ? 'lxc' : 'qemu-server';
const path = `/etc/pve/${kind}/${id}.conf`;
if (verb !== 'set' || !existsSync(path)) fail(`Configuration file '${path}' does not exist`);

const net = /^--(net\d+|delete|revert)$/.exec(option)?.[1] ?? fail(`Unknown option: ${option}`);
const key = net.startsWith('net') ? net : given;
const value = net.startsWith('net') ? ordered(given) : null;
const sections = readFileSync(path, 'utf8').split(/^(?=\[)/m);
const main = sections[0] ?? '';
if (/^lock: /m.test(main)) fail(`VM is locked (${/^lock: (.*)$/m.exec(main)?.[1]})`);
const before = new RegExp(`^${key}: (.*)$`, 'm').exec(main)?.[1] ?? null;
if (net === 'delete' && before === null) fail(`cannot delete '${key}' - not set in current configuration!`);
if (net !== 'revert') {
  sections[0] = withLine(main, key, value);
  writeFileSync(path, sections.join(''));
  replug();
}

/** The model's field first and the others by name, as PVE::JSONSchema prints a list of properties. @param {string} list */
function ordered(list) {
  const [first = '', ...others] = list.split(',');
  return kind === 'lxc' ? [first, ...others].sort().join(',') : [first, ...others.sort()].join(',');
}

/** @param {string} text @param {string} name @param {string | null} line */
function withLine(text, name, line) {
  const lines = text.split('\n').filter((each) => each !== '' && !each.startsWith(`${name}: `));
  if (line !== null) lines.push(`${name}: ${line}`);
  return `${lines.join('\n')}\n${sections.length > 1 ? '\n' : ''}`;
}

function replug() {
  const link = `${kind === 'lxc' ? 'veth' : 'tap'}${id}i${key.slice(3)}`;
  if (!existsSync(`/sys/class/net/${link}`)) return;
  if (value === null) return ip('link', 'del', link);
  const field = (/** @type {string} */ name) => new RegExp(`(?:^|,)${name}=([^,]*)`).exec(value)?.[1];
  const bridge = `${field('bridge')}${field('tag') === undefined ? '' : `v${field('tag')}`}`;
  const outer = `fwpr${id}p${key.slice(3)}`;
  ip('link', 'set', existsSync(`/sys/class/net/${outer}`) ? outer : link, 'master', bridge);
}

/** @param {string[]} args */
function ip(...args) {
  execFileSync('ip', args);
}

/** @param {string} message @returns {never} */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(255);
}
