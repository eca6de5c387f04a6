import { Lane } from '#electron/hosts/local/process/lane.ts';
import { LOADER } from '#electron/hosts/local/process/laneProgram.ts';

const MAX_BYTES = 1 << 26;

/** Shells that stay: a test asks dozens of times, and each program that Node starts itself costs a copy of Node’s tables. */
const lanes = new Set<Lane>();

/** Standard output of a command in English; rejects with its standard error when it fails. */
export async function output(program: string, args: readonly string[], stdin = ''): Promise<string> {
  const lane = [...lanes].find(({ isIdle, isOver }) => isIdle && !isOver) ?? opened();
  lane.hold(true);
  const answer = await lane.run({ argv: [program, ...args], stdin }, null, MAX_BYTES);
  lane.hold(false);
  if (answer === null) throw new Error(`${program}: its shell has ended`);
  const [stdout, stderr] = [String(answer.stdout.text), String(answer.stderr.text)];
  if (answer.stdout.end !== '0')
    throw new Error(`${program} ${args.join(' ')}: ${answer.stdout.end}\n${stderr}`);
  return stdout;
}

function opened(): Lane {
  const lane = new Lane(['sh', '-c', LOADER]);
  lanes.add(lane);
  return lane;
}
