import { chmod, writeFile } from 'node:fs/promises';

/** Writes a shell script that stands in for a program. @returns its path */
export async function writeProgram(path: string, script: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}
