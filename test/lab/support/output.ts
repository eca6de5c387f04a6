import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Standard output of a command in English; rejects with its standard error when it fails. */
export async function output(program: string, args: readonly string[], input = ''): Promise<string> {
  const running = execute(program, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' }, maxBuffer: 1 << 26 });
  // Whoever doesn't read it may have closed it, or ended, by then.
  running.child.stdin?.on('error', () => {}).end(input);
  return (await running).stdout;
}
