// @ts-check
// `delay.mjs ADDRESS PORT MS`: a ProxyCommand of ssh whose way takes MS in each direction, where the kernel has no netem.
import { connect } from 'node:net';
import process from 'node:process';

const [address = '', port = '', ms = ''] = process.argv.slice(2);
const socket = connect(Number(port), address);
socket.setNoDelay(true);

/**
 * @param {NodeJS.ReadableStream} from
 * @param {NodeJS.WritableStream} to
 */
function lead(from, to) {
  from.on('data', (chunk) => setTimeout(() => to.write(chunk), Number(ms)));
  from.on('end', () => setTimeout(() => to.end(), Number(ms)));
}

lead(process.stdin, socket);
lead(socket, process.stdout);
socket.on('error', () => process.exit(1));
socket.on('close', () => setTimeout(() => process.exit(0), Number(ms)));
