import { withFlow } from '../meter.ts';
import type { DemoDomain, DemoVnic, Homelab, SavedRun } from '../model.ts';
import { unknownModel } from './attach.ts';
import { makeBacking } from './backing.ts';
import { letGo } from './detach.ts';
import { actualOf, changeDomain } from './find.ts';
import { becomes, type Outcome, refuses } from './outcome.ts';

const START_MS = 900;
const STOP_MS = 400;
/** The pids of guests that were started later are far from those that the host came up with. */
const LATER_PIDS = 10_000;

/** `virsh start`: each vNIC of the saved image, else of the definition, gets its TAP, and all of them must. */
export function startDomain(lab: Homelab, domain: DemoDomain, elapsed: number): Outcome {
  if (domain.id !== null) return refuses('Domain is already active');
  const { next } = lab;
  const { saved, ...fresh } = domain;
  const state = saved?.state ?? 'running';
  const booting: DemoDomain = { ...fresh, state, id: next.domain, pid: LATER_PIDS + next.domain };
  let now: Homelab = { ...lab, next: { ...next, domain: next.domain + 1 } };
  const live: DemoVnic[] = [];
  for (const [position, vnic] of (saved?.vnics ?? domain.defined).entries()) {
    const actual = actualOf(now, vnic.plug);
    if (!actual.ok) return refuses(actual.error);
    const { bridge } = actual.value;
    const started: DemoVnic = { ...vnic, believedBridge: bridge, alias: `net${position}` };
    if (vnic.plug.type === 'hostdev') {
      live.push({ ...started, alias: `hostdev${live.filter(({ plug }) => plug.type === 'hostdev').length}` });
      continue;
    }
    const made = makeBacking(now, booting, { ...vnic, mtu: null }, bridge, elapsed);
    if (!made.ok) return refuses(made.error);
    const wrong = unknownModel(vnic.model ?? 'rtl8139');
    if (wrong !== null)
      return refuses(
        `internal error: process exited while connecting to monitor: qemu-system-x86_64: ${wrong}`,
      );
    now = made.lab;
    live.push({ ...started, targetDev: made.targetDev });
  }
  return becomes(
    changeDomain(now, domain.uuid, () => ({ ...booting, live })),
    START_MS,
  );
}

/** `virsh managedsave`: its run goes on disk, and the domain is off. */
export function saveDomain(
  lab: Homelab,
  domain: DemoDomain,
  vnics: readonly DemoVnic[],
  elapsed: number,
): Outcome {
  if (domain.id === null) return refuses('Requested operation is not valid: domain is not running');
  if (!domain.persistent)
    return refuses('Requested operation is not valid: cannot do managed save for transient domain');
  const saved: SavedRun = { state: domain.state === 'paused' ? 'paused' : 'running', vnics };
  const stopped = stopDomain(lab, domain, elapsed);
  if (!stopped.ok) return stopped;
  return becomes(
    changeDomain(stopped.lab, domain.uuid, (present) => ({ ...present, saved })),
    STOP_MS,
  );
}

/** `virsh destroy`: the TAPs that libvirt made go with it; a transient domain is gone for good. */
export function stopDomain(lab: Homelab, domain: DemoDomain, elapsed: number): Outcome {
  if (domain.id === null) return refuses('Requested operation is not valid: domain is not running');
  const left = domain.live.reduce((now, vnic) => letGo(now, vnic, elapsed), lab);
  const domains = domain.persistent
    ? left.domains.map((other) => (other.uuid === domain.uuid ? shutOff(other) : other))
    : left.domains.filter((other) => other.uuid !== domain.uuid);
  return becomes({ ...left, domains }, STOP_MS);
}

/** `virsh suspend`: one that is paused already stays so, and that is a success. */
export function suspendDomain(lab: Homelab, domain: DemoDomain, elapsed: number): Outcome {
  if (domain.id === null) return refuses('Requested operation is not valid: domain is not running');
  return becomes(withState(lab, domain, 'paused', elapsed));
}

/** `virsh resume`. */
export function resumeDomain(lab: Homelab, domain: DemoDomain, elapsed: number): Outcome {
  if (domain.id === null) return refuses('Requested operation is not valid: domain is not running');
  if (domain.state === 'running')
    return refuses('Requested operation is not valid: domain is already running');
  return becomes(withState(lab, domain, 'running', elapsed));
}

function shutOff(domain: DemoDomain): DemoDomain {
  return { ...domain, state: 'shut off', id: null, pid: null, live: [] };
}

/** A guest that is paused sends nothing. */
function withState(lab: Homelab, domain: DemoDomain, state: DemoDomain['state'], elapsed: number): Homelab {
  const taps = domain.live.map((vnic) => vnic.targetDev);
  const links = lab.links.map((link) =>
    taps.includes(link.name)
      ? withFlow(
          link,
          state === 'running' && (link.master !== null || link.device.kind === 'macvtap'),
          elapsed,
        )
      : link,
  );
  return changeDomain({ ...lab, links }, domain.uuid, (present) => ({ ...present, state }));
}
