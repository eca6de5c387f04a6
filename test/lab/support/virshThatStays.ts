import { VirshLane } from '#electron/hosts/local/process/virshLane.ts';
import { output } from './output.ts';

/** A test looks dozens of times: of what each virsh takes that is started for that, nearly all is its start. */
let lane: VirshLane | null = null;

const CONNECT = ['-q', '-c', 'qemu:///system'] as const;
const MAX_BYTES = 1 << 24;
/** What only looks. What changes something has a virsh of its own, whose exit code tells. */
const looks = new Set(['domiflist', 'dominfo', 'dumpxml', 'list', 'net-dumpxml', 'net-info', 'net-list']);

/** What virsh prints; rejects with its standard error when it fails. */
export async function askVirsh(args: readonly string[]): Promise<string> {
  const isPlainLook = looks.has(args[0] ?? '') && args.every((arg) => /^[\w.-]+$/.test(arg));
  const said = isPlainLook ? await saidOf(args.join(' ')) : null;
  return said ?? output('virsh', [...CONNECT, ...args]);
}

/** What it prints to a line of several commands that only look. */
export async function askVirshAtOnce(line: string): Promise<string> {
  return (await saidOf(line)) ?? output('virsh', [...CONNECT, line]);
}

/** Null where that is for a virsh of its own to tell, its failures too. */
async function saidOf(line: string): Promise<string | null> {
  if (lane === null || lane.isOver) lane = new VirshLane(['virsh', ...CONNECT]);
  if (!lane.isFree) return null;
  const answer = await lane.run(line, MAX_BYTES);
  return answer === null || answer.stderr.length > 0 ? null : answer.stdout.toString('utf8');
}
