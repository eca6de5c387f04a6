import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type Changed, changedSinceBuilt, keepAsBuilt } from './labState.ts';
import { output } from './output.ts';
import { askVirsh } from './virshThatStays.ts';
import { witness } from './witness.ts';

// What lab tests see the truth with: ip and virsh themselves, and none of the product's own parsers.

const labFolder = join(import.meta.dirname, '..');
const guestsFolder = join(labFolder, 'guests');

/** True inside a lab; anywhere else there is a real host to be kept safe. */
function inLab(): boolean {
  return process.env.PATCHBAY_LAB === '1' && existsSync('/run/lab');
}

if (!inLab()) {
  process.stderr.write('Lab tests are skipped: this is no lab. Run, as root: npx vitest run --project lab\n');
}

/** A `describe` whose tests run inside the lab only. */
export const describeInLab = describe.skipIf(!inLab());

/** The same as `output`, inside the lab only. */
async function outputOf(program: string, args: readonly string[]): Promise<string> {
  if (!inLab()) throw new Error(`${program} is for the lab only`);
  return output(program, args);
}

export function ip(...args: string[]): Promise<string> {
  witness('ip');
  return outputOf('ip', args);
}

export function virsh(...args: string[]): Promise<string> {
  witness('virsh');
  return askVirsh(args);
}

/** The bridge that the kernel has a link on; null when it is on none. Rejects when there is no such link. */
export async function masterOf(link: string): Promise<string | null> {
  return / master (\S+) /.exec(await ip('-o', 'link', 'show', 'dev', link))?.[1] ?? null;
}

/** What `ip` shows as set on a port of a bridge, by name, but for what is the kernel's or the bridge's. */
export async function portOf(link: string): Promise<Record<string, string>> {
  const [, shown = ''] = (await ip('-d', '-o', 'link', 'show', 'dev', link)).split(' bridge_slave ');
  const words = shown.split(' addrgenmode ')[0]?.trim().split(/\s+/) ?? [];
  const pairs = words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : []));
  return Object.fromEntries(
    pairs.filter(([name]) => !/^(state|port_|designated_|.*_timer|.*_id$|no$)/.test(name)),
  );
}

/** Those of the lab's own VMs by their names, in which the files escape `<` and `>`. */
const ownUuids = new Map(
  readdirSync(guestsFolder).map((file) => {
    const xml = readFileSync(join(guestsFolder, file), 'utf8');
    const [, name = '', uuid = ''] = /<name>(.*)<\/name>\s*<uuid>(.*)<\/uuid>/.exec(xml) ?? [];
    return [name.replaceAll('&lt;', '<').replaceAll('&gt;', '>'), uuid];
  }),
);

/** A VM's UUID by its exact name, however strange, the lab’s own also while they are gone; rejects when there is none. */
export async function uuidOf(name: string): Promise<string> {
  const own = ownUuids.get(name);
  if (own !== undefined) return own;
  const lines = (await virsh('list', '--all', '--uuid', '--name')).split('\n');
  const line = lines.find((each) => each.slice(37).trimEnd() === name);
  if (line === undefined) throw new Error(`no VM is called ${name}`);
  return line.slice(0, 36);
}

/** Each vNIC of a running VM with the TAP behind it (null for user networking), in libvirt's order. */
export async function liveTapsOf(vm: string): Promise<{ mac: string; tap: string | null }[]> {
  const rows = (await virsh('domiflist', await uuidOf(vm))).split('\n').filter((row) => row.trim() !== '');
  return rows.map((row) => {
    const columns = row.trim().split(/\s+/);
    const tap = columns[0] ?? '-';
    return { mac: columns.at(-1) ?? '', tap: tap === '-' ? null : tap };
  });
}

/** The TAP behind the one vNIC of a VM that has this MAC; rejects unless there is exactly one. */
export async function liveTapOf(vm: string, mac: string): Promise<string> {
  const taps = (await liveTapsOf(vm)).filter((each) => each.mac === mac);
  const only = taps[0]?.tap;
  if (taps.length !== 1 || !only) throw new Error(`${vm} has ${taps.length} vNICs with ${mac}`);
  return only;
}

/** Waits until `look` returns something other than null; rejects with `what` after `seconds`. */
export async function until<T>(what: string, look: () => Promise<T | null>, seconds = 40): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > deadline) throw new Error(`after ${seconds} s still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Waits until the VM `guest` has booted: before that it does not answer a hot-unplug. */
export async function guestIsUp(): Promise<void> {
  await until('guest is up', async () => {
    const console = await readFile('/run/lab/guest.log', 'utf8').catch(() => '');
    return console.includes('guest: up') ? true : null;
  });
}

function isAsBuilt({ host, guests }: Changed): boolean {
  return !host && guests.length === 0;
}

/** Puts back whatever a test changed or made: links, networks, VMs. What is as it was is left alone. */
export async function resetLab(): Promise<void> {
  let changed = await changedSinceBuilt();
  if (isAsBuilt(changed)) return;
  await virsh('version').catch(startLibvirtd);
  if (changed.host) {
    await outputOf('bash', [join(labFolder, 'network.sh')]);
    changed = await changedSinceBuilt();
    if (isAsBuilt(changed)) return;
  }
  await outputOf('bash', [join(labFolder, 'guests.sh'), ...changed.guests]);
  await keepAsBuilt();
}

/** Kills libvirtd as a crash would; the VMs go on. */
export async function killLibvirtd(): Promise<void> {
  const pid = Number(await readFile('/run/libvirtd.pid', 'utf8'));
  process.kill(pid, 'SIGKILL');
  await until('libvirtd is gone', async () => (existsSync(`/proc/${pid}`) ? null : true));
}

/** Starts libvirtd; it finds the VMs again that run. */
export async function startLibvirtd(): Promise<void> {
  await outputOf('libvirtd', ['-d']);
}
