import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import { bridge } from './bridge.ts';
import { lsns } from './containers.ts';
import { sh } from './guard/guard.ts';
import { ip } from './ip/ip.ts';
import { networkctl } from './networkctl.ts';
import { nft } from './nft.ts';
import { ping } from './ping.ts';
import { resolvectl } from './resolvectl.ts';
import { find, grep } from './search.ts';
import { ss } from './ss.ts';
import { virsh } from './virsh/virsh.ts';

/** The programs that the demo host has installed, by name. */
export const programs: ReadonlyMap<string, (call: Call) => CommandAnswer> = new Map<
  string,
  (call: Call) => CommandAnswer
>([
  ['bridge', bridge],
  ['find', find],
  ['grep', grep],
  ['id', id],
  ['ip', ip],
  ['lsns', lsns],
  ['networkctl', networkctl],
  ['nft', nft],
  ['ping', ping],
  ['resolvectl', resolvectl],
  ['sh', sh],
  ['ss', ss],
  ['virsh', virsh],
]);

/** The demo's user is root: no password stands between anybody and trying an edit. */
function id({ args }: Call): CommandAnswer {
  const answers: Readonly<Record<string, string>> = { '-u': '0\n', '-Gn': 'root\n' };
  const answer = answers[args.join(' ')];
  return answer === undefined ? fails(1, 'id: the demo host knows -u and -Gn only') : prints(answer);
}
