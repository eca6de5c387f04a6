import { type Call, type CommandAnswer, fails, prints } from './answer.ts';
import { reaches } from './kernel/reach.ts';

/** `ping -n -q -c 1 -W 1 -I LINK ADDRESS`: answered by those machines that the link leads to, which the host knows from then on. */
export function ping({ lab, args }: Call): CommandAnswer {
  const link = args[args.indexOf('-I') + 1];
  const address = args.at(-1) ?? '';
  if (link === undefined || !args.includes('-I')) return fails(2, 'ping: the demo host asks by -I LINK only');
  const known = lab.neighbours.find((neighbour) => neighbour.address === address);
  const isAnswered = known !== undefined && reaches(lab, link, known.mac);
  const words = `--- ${address} ping statistics ---\n1 packets transmitted, ${isAnswered ? 1 : 0} received\n`;
  if (!isAnswered) return { ...prints(words), exitCode: 1 };
  const neighbours = lab.neighbours.map((one) =>
    one === known ? { ...one, state: 'REACHABLE' as const } : one,
  );
  return { ...prints(words), lab: { ...lab, neighbours } };
}
