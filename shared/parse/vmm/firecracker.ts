import type { VmWords } from './nic.ts';
import { nameOfSocket, readLongOptions } from './words.ts';

/**
 * `firecracker --id web --api-sock /run/web.socket --config-file web.json`, with a jailer `firecracker --id web
 * --start-time-us …`. NICs are given in the file or by the API, never on the command line: they are known by the TAPs that
 * the process holds.
 *
 * Source of the format: Firecracker `src/firecracker/src/main.rs`, `docs/jailer.md`.
 */
export function readFirecracker(args: readonly string[]): VmWords {
  const options = readLongOptions(args);
  return { name: options.last('--id') ?? nameOfSocket(options.last('--api-sock')), nics: [] };
}
