import { type Answer, type Call, fails, prints } from './answer.ts';
import { bridge } from './bridge.ts';
import { ip } from './ip/ip.ts';
import { virsh } from './virsh/virsh.ts';

/** The programs that the demo host has installed, by name. */
export const programs: ReadonlyMap<string, (call: Call) => Answer> = new Map<string, (call: Call) => Answer>([
  ['bridge', bridge],
  ['id', id],
  ['ip', ip],
  ['virsh', virsh],
]);

/** The demo's user is root: no password stands between anybody and trying an edit. */
function id({ args }: Call): Answer {
  return args.join(' ') === '-u' ? prints('0\n') : fails(1, `id: the demo host knows "id -u" only`);
}
