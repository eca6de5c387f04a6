// @ts-check
// Another user of this machine: `stranger.mjs UID PORT`, started as root by fork. It does what it is told by messages.
import { connect } from 'node:net';
import process from 'node:process';
import { WebSocket } from 'ws';

const [, , uid = '', port = ''] = process.argv;
process.setgroups?.([]);
process.setgid?.(Number(uid));
process.setuid?.(Number(uid));

/** @type {import('node:net').Socket[]} */
const held = [];

process.on('message', (/** @type {{ hold?: number, say?: string, hello?: object }} */ told) => {
  if (told.hello !== undefined) return signIn(told.hello);
  hold(told.hold ?? 0, told.say ?? '');
});
process.send?.('ready');

/**
 * Opens connections and keeps them for as long as it can.
 * @param {number} count
 * @param {string} say what it sends on each, and then nothing more
 */
function hold(count, say) {
  let settled = 0;
  for (let number = 0; number < count; number += 1) {
    const socket = connect(Number(port), '127.0.0.1');
    let isSettled = false;
    // One that is turned away may learn of it before it learns that it was connected.
    const settle = () => {
      if (isSettled) return;
      isSettled = true;
      settled += 1;
      if (settled === count) process.send?.('held');
    };
    socket.once('connect', () => socket.write(say));
    socket.on('connect', settle);
    socket.on('error', settle);
    held.push(socket);
  }
}

/** @param {object} hello */
function signIn(hello) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { origin: `http://127.0.0.1:${port}` });
  socket.on('open', () => socket.send(JSON.stringify(hello)));
  socket.on('message', (data) => process.send?.({ told: String(data) }));
  socket.on('error', () => {});
  socket.on('close', (code, reason) => process.send?.({ code, reason: String(reason) }));
}
