import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';

/**
 * Names one process of this machine for good: a pid alone is given to another process sooner or later. This machine is
 * the one that Patchbay runs on and keeps its journals on, whichever host they are of.
 */
export interface ProcessMark {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's; empty where it can't be read. */
  readonly startTime: string;
  /** The machine's present run: pids and start times begin again with each. */
  readonly boot: string;
}

export const processMarkSchema: z.ZodType<ProcessMark> = z.strictObject({
  pid: z.number().int().positive(),
  startTime: z.string().max(40),
  boot: z.string().max(100),
});

/** The mark of this process. */
export function ownMark(): ProcessMark {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', boot: bootId() };
}

/** Whether it is this very process. */
export function isOwn({ pid, startTime, boot }: ProcessMark): boolean {
  const own = ownMark();
  return pid === own.pid && startTime === own.startTime && boot === own.boot;
}

/** False only when the process is surely gone: what can't be seen is taken for alive. */
export function isAlive({ pid, startTime, boot }: ProcessMark): boolean {
  if (boot !== bootId()) return false;
  try {
    // Signal 0 only asks. EPERM: it is there, and somebody else's.
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const now = startTimeOf(pid);
  return now === null || startTime === '' || now === startTime;
}

/**
 * Field 22 of /proc/PID/stat; the second one is the program's name in parentheses, and may hold blanks and more
 * parentheses. A zombie has ended, whatever else is still there of it. Null where it can't be read.
 * Format: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startTimeOf(pid: number): string | null {
  const text = readText(`/proc/${pid}/stat`);
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return 'ended';
  return fields[19] ?? null;
}

/** Whose rights a process has, as a user's number (`Uid:` of /proc/PID/status); null where that can't be read. */
export function effectiveUser(pid: number): number | null {
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(readText(`/proc/${pid}/status`))?.[1];
  return uid === undefined ? null : Number(uid);
}

/** The words of a process's command line; none where it can't be read. Whoever runs it may have written anything there. */
export function commandLine(pid: number): readonly string[] {
  return readText(`/proc/${pid}/cmdline`).split('\0').filter(Boolean);
}

/**
 * Whether a process is in our network namespace. /proc/PID/ns of others can't be read, but each namespace has files of
 * its own below /proc/PID/net, which anybody may look at. True where that can't be told.
 */
export function sharesNetwork(pid: number): boolean {
  const inode = (of: number | 'self') =>
    statSync(`/proc/${of}/net/dev`, { throwIfNoEntry: false })?.ino ?? null;
  try {
    const [other, own] = [inode(pid), inode('self')];
    return other === null || own === null || other === own;
  } catch {
    return true;
  }
}

/** The machine's present run; empty where it can't be read. */
export function bootId(): string {
  return readText('/proc/sys/kernel/random/boot_id').trim();
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
