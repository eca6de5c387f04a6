// @ts-check
import { connect } from 'node:net';

/**
 * Sends JSON lines over a unix socket, one after the other, and resolves with the answer to the last. Events, which QEMU
 * tells in between, are passed over. For QMP and for the guest agent, which both speak so.
 * @param {string} path
 * @param {object[]} requests
 * @param {{ greets: boolean, timeoutMs: number }} how `greets`: the other side speaks first
 * @returns {Promise<Record<string, any>>}
 */
export function askJson(path, requests, { greets, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    const timer = setTimeout(() => settle(new Error(`${path} did not answer`)), timeoutMs);
    const left = [...requests];
    let text = '';
    /** @param {Error | Record<string, any>} result */
    const settle = (result) => {
      clearTimeout(timer);
      socket.destroy();
      if (result instanceof Error) reject(result);
      else resolve(result);
    };
    const send = () => socket.write(`${JSON.stringify(left.shift())}\n`);
    socket.on('error', settle);
    socket.on('close', () => settle(new Error(`${path} was closed`)));
    socket.on('connect', () => {
      if (!greets) send();
    });
    socket.setEncoding('latin1').on('data', (data) => {
      text += data;
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        // The agent begins anew with a byte that is no text.
        const answer = JSON.parse(Buffer.from(line.replace(/^\u00ff/, ''), 'latin1').toString('utf8'));
        if ('event' in answer) continue;
        if (left.length === 0) settle(answer);
        else send();
      }
    });
  });
}
