import type { Command } from '#shared/host/command.ts';
import type { FollowEnd, Following } from '../host.ts';
import { Lane } from '../local/process/lane.ts';
import type { SshConnection } from './connection.ts';

/** Runs a command until its own input ends, as that of whoever listens does: `ip monitor` never reads any. */
const UNTIL_INPUT_ENDS = `exec 4<&0
"$@" </dev/null & p=$!
(cat <&4; kill $p) >/dev/null 2>&1 &
exec 4<&-
wait $p
`;

/** Follows a command in a shell of its own. `onEnd` is called once. */
export function followRemote(
  connection: SshConnection,
  { argv }: Command,
  onLine: (line: string) => void,
  onEnd: (end: FollowEnd) => void,
): Following {
  const [program] = argv;
  let lane: Lane | null = null;
  let isStopped = false;

  async function follow(): Promise<FollowEnd> {
    const opened = await connection.open();
    if (!(opened instanceof Lane)) return { kind: 'failed', message: opened.message };
    lane = opened;
    if (isStopped) lane.close();
    let last = '';
    const there = await lane.run({ argv: ['sh', '-c', 'command -v "$1"', 'sh', program] }, null, 4096);
    if (there !== null && there.stdout.end !== '0') {
      lane.close();
      return { kind: 'missing', message: `${program} is not installed.` };
    }
    lane.become(['sh', '-c', UNTIL_INPUT_ENDS, 'patchbay-follow', ...argv], (line) => {
      last = line;
      onLine(line);
    });
    const { exitCode } = await lane.ended;
    if (exitCode === null || exitCode === 255)
      return { kind: 'failed', message: 'The connection broke off.' };
    return { kind: 'exited', message: `${program} ended with exit code ${exitCode}: ${last}` };
  }

  void follow().then((end) =>
    onEnd(isStopped ? { kind: 'stopped', message: `${program} was stopped.` } : end),
  );
  return {
    stop() {
      isStopped = true;
      lane?.close();
    },
  };
}
