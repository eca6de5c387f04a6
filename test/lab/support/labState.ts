import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { output } from './output.ts';
import { askVirshAtOnce } from './virshThatStays.ts';

/** Where it is kept how the lab was when it was last put back; each lab has a /run of its own. */
const BUILT = '/run/lab/state';

/** All of the lab that its scripts put back, as ip and virsh show it. */
interface LabState {
  /** Links, addresses, routes and libvirt's networks. */
  readonly host: string;
  /** Each guest with its links, by UUID. */
  readonly guests: Readonly<Record<string, string>>;
}

export interface Changed {
  readonly host: boolean;
  /** UUIDs, also of guests that came or went. */
  readonly guests: readonly string[];
}

/** What was changed since the lab was put back last; all of it where that can't be told. */
export async function changedSinceBuilt(): Promise<Changed> {
  const built = await readFile(BUILT, 'utf8').then(parsed, () => null);
  const now = built === null ? null : await labState();
  if (built === null || now === null) return { host: true, guests: [] };
  const ids = new Set([...Object.keys(built.guests), ...Object.keys(now.guests)]);
  return {
    host: built.host !== now.host,
    guests: [...ids].filter((id) => built.guests[id] !== now.guests[id]),
  };
}

/** The lab has been put back. */
export async function keepAsBuilt(): Promise<void> {
  await writeFile(BUILT, JSON.stringify(await labState()));
}

function parsed(text: string): LabState | null {
  return JSON.parse(text);
}

/** Null where libvirt doesn’t answer, or a program that the lab runs has gone. Six processes, where the scripts take many. */
async function labState(): Promise<LabState | null> {
  if (!(await isAlive('/run/lab/bare.pid')) || !(await isAlive('/run/lab/lan-dhcp.pid'))) return null;
  try {
    const [links, ...others] = await Promise.all([
      shown(['-o', '-d'], 'link show\naddr show\n'),
      shown(['-o'], 'route show\n'),
      shown(['-o', '-6'], 'route show\n'),
      shown(['-o', '-n', 'lan'], 'link show\naddr show\n'),
      shown(['-o', '-n', 'container'], 'link show\naddr show\n'),
    ]);
    const { networks, guests } = await ofLibvirt();
    const rest = new Set(links);
    const withLinks = Object.entries(guests).map(([id, text]) => {
      const names = [...text.matchAll(/<target dev='([^']*)'/g)].map(([, name]) => name);
      const own = links.filter((line) => names.includes(line.split(/[@:\s]/)[0]));
      for (const line of own) rest.delete(line);
      return [id, [text, ...own].join('\n')];
    });
    const host = [...rest, ...others.flat(), networks].join('\n');
    return { host, guests: Object.fromEntries(withLinks) };
  } catch {
    return null;
  }
}

async function isAlive(pidFile: string): Promise<boolean> {
  const pid = await readFile(pidFile, 'utf8').catch(() => '');
  return pid !== '' && existsSync(`/proc/${pid.trim()}`);
}

/** The lines that ip shows, without what changes by itself: timers, numbers, what STP notes, the kernel’s own for fe80::. */
async function shown(options: readonly string[], asked: string): Promise<string[]> {
  const text = await output('ip', [...options, '-batch', '-'], asked);
  return text
    .replaceAll(/^\d+: |(?<=^\S+)@[^:]+|\S+_timer +\S+|topology_change\S* \S+/gm, '')
    .replaceAll(/(?:port_no|port_id|designated_port|valid_lft|preferred_lft) \S+/g, '')
    .split('\n')
    .filter((line) => !/(?:^| )fe80:/.test(line))
    .sort();
}

async function ofLibvirt(): Promise<{ networks: string; guests: Record<string, string> }> {
  const listed = await askVirshAtOnce('list --all --uuid; echo /; net-list --all --uuid');
  const [domains = [], networks = []] = listed.split('/').map((each) => each.split(/\s+/).filter(Boolean));
  const text = await askVirshAtOnce(
    [
      ...networks.sort().map((id) => `net-info ${id}; net-dumpxml ${id}; net-dumpxml --inactive ${id}`),
      ...domains.map((id) => `echo @guest ${id}; dominfo ${id}; dumpxml ${id}; dumpxml --inactive ${id}`),
    ].join('; '),
  );
  const [ofNetworks = '', ...ofGuests] = text
    .replaceAll(/^CPU time:.*$|^Used memory:.*$| connections='\d+'/gm, '')
    .split('@guest ');
  return {
    networks: ofNetworks,
    guests: Object.fromEntries(ofGuests.map((each) => [each.slice(0, 36), each])),
  };
}
