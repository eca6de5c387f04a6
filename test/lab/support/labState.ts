import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Where it is kept how the lab was when it was last put back; each lab has a /run of its own. */
const BUILT = '/run/lab/state';
const CONNECT = ['-q', '-c', 'qemu:///system'];

/**
 * All of the lab that the scripts put back, as ip and virsh show it, in six processes where the scripts need two hundred.
 * Null where libvirt doesn’t answer, or a program that the lab runs has gone.
 */
async function labState(): Promise<string | null> {
  if (!(await isAlive('/run/lab/bare.pid')) || !existsSync('/run/lab/lan-dhcp.pid')) return null;
  try {
    const parts = await Promise.all([
      links(['-o', '-d'], 'link show\naddr show\nroute show\n'),
      links(['-o', '-6'], 'route show\n'),
      links(['-o', '-n', 'lan'], 'link show\naddr show\n'),
      links(['-o', '-n', 'container'], 'link show\naddr show\n'),
      domainsAndNetworks(),
    ]);
    return parts.join('\n');
  } catch {
    return null;
  }
}

/** Whether nothing of the lab was changed since it was put back last. */
export async function isAsBuilt(): Promise<boolean> {
  const built = await readFile(BUILT, 'utf8').catch(() => null);
  return built !== null && built === (await labState());
}

/** The lab has been put back. */
export async function keepAsBuilt(): Promise<void> {
  await writeFile(BUILT, (await labState()) ?? '');
}

async function isAlive(pidFile: string): Promise<boolean> {
  const pid = await readFile(pidFile, 'utf8').catch(() => '');
  return pid !== '' && existsSync(`/proc/${pid.trim()}`);
}

/** What ip shows, without what changes by itself: timers, and the numbers of links and ports. */
async function links(options: readonly string[], asked: string): Promise<string> {
  const shown = await output('ip', [...options, '-batch', '-'], asked);
  return shown
    .replaceAll(/^\d+: |@[^:]+|\S+_timer +\S+|(?:port_no|port_id|valid_lft|preferred_lft) \S+/gm, '')
    .split('\n')
    .sort()
    .join('\n');
}

async function domainsAndNetworks(): Promise<string> {
  const listed = await output('virsh', [...CONNECT, 'list --all --uuid; echo /; net-list --all --uuid']);
  const [domains = [], networks = []] = listed.split('/').map((each) => each.split(/\s+/).filter(Boolean));
  const shown = await output('virsh', [
    ...CONNECT,
    [
      ...domains.sort().map((id) => `dominfo ${id}; dumpxml ${id}; dumpxml --inactive ${id}`),
      ...networks.sort().map((id) => `net-info ${id}; net-dumpxml ${id}; net-dumpxml --inactive ${id}`),
    ].join('; '),
  ]);
  return shown.replaceAll(/^CPU time:.*$| connections='\d+'|^Used memory:.*$/gm, '');
}

async function output(program: string, args: readonly string[], input = ''): Promise<string> {
  const running = execute(program, args, { env: { ...process.env, LC_ALL: 'C.UTF-8' }, maxBuffer: 1 << 26 });
  running.child.stdin?.end(input);
  return (await running).stdout;
}
