import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '../../ops/op.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { isPlugged } from '../../ops/vnic/plug.ts';
import { refuseAbsent } from '../absent.ts';
import { shellWord } from '../shellWords.ts';
import { type Chosen, refuseLive } from './persist.ts';
import type { Place } from './place.ts';
import { noPort, type PortPlan, planPort } from './portWords.ts';
import type { Situation } from './situation.ts';

/**
 * How a running VM's vNIC is re-plugged. libvirt moves a TAP only from where it believes the TAP to be; what it says
 * where it is wrong was tried with libvirt 9.0:
 *
 * - asked for the place that it believes in: "updated successfully", and nothing happened; `ip` must do it
 * - asked for another place while the TAP is a port elsewhere: "Device or resource busy"; `ip` must free it first
 * - asked for another place while the TAP is a port of none: works
 */
export function liveMove(
  situation: Situation,
  place: Place,
  snapshot: HostSnapshot,
): readonly Op[] | Refusal {
  const { domain, key, live, tap, believed, name } = situation;
  const off = refuseLive(domain);
  if (off !== null) return off;
  if (live === null) {
    return refuse(`${name} is only in the definition of ${domain.name}; the running VM doesn’t have it.`, '');
  }
  if (live.type !== 'bridge' && live.type !== 'network') {
    return refuse(
      `${name} is on ${live.type === 'direct' ? 'a macvtap' : `a source of type ${live.type}`}, which libvirt can’t change to a bridge or a network while the VM runs.`,
      'Change it for the next start, or attach a new vNIC.',
    );
  }
  if (place.bridge === null) {
    return refuse(
      `${place.name} has no bridge: libvirt can’t change a running vNIC from a TAP to what that network uses.`,
      'Change it for the next start.',
    );
  }
  if (tap === null) {
    return refuseAbsent(
      snapshot.sources,
      live.targetDev ?? '',
      refuse(
        `The TAP ${live.targetDev ?? ''} of ${name} is no longer on the host, so there is nothing to connect.`,
        'Detach the vNIC and attach a new one.',
      ),
    );
  }
  if (live.targetDev !== null && tap.name !== live.targetDev) {
    return refuse(
      `libvirt has ${live.targetDev} on record for ${name}, but its TAP is now called ${tap.name}: libvirt would move the wrong link.`,
      `Move the TAP itself, or restore its old name: ip link set dev ${shellWord(tap.name)} name ${shellWord(live.targetDev)}`,
    );
  }
  if (tap.slaveKind === 'openvswitch' && tap.master !== believed) {
    return refuse(
      `${tap.name} isn’t on the Open vSwitch bridge that libvirt has on record, ${believed ?? 'none'}.`,
      `Put it back first: ovs-vsctl can move it.`,
    );
  }
  if (!PLUGGED.has(tap.slaveKind)) {
    return refuse(
      `${tap.name} is a port of ${tap.slaveKind}, and Patchbay can’t disconnect it from there yet.`,
      'Change it for the next start.',
    );
  }
  const { port } = planPort(snapshot, tap, live, place.bridge);
  const kept = port === undefined ? {} : { port };
  const plugged: Op = { op: 'port-master', link: tap.name, master: place.bridge, ...kept };
  // A network that was started again on another bridge is not known to be there before libvirt plugs into it again.
  if (isPlugged(live, place.target) && (believed === null || believed === place.bridge)) {
    return tap.master === place.bridge ? [] : [plugged];
  }
  const replug: Op = {
    op: 'vnic-source',
    domain: domain.uuid,
    vnic: key,
    scope: 'live',
    target: place.target,
  };
  if (tap.master === null) return [replug, plugged];
  const moved: Op = { ...replug, ...kept };
  return tap.master === believed ? [moved] : [{ op: 'port-master', link: tap.name, master: null }, moved];
}

/** The kinds of switch that libvirt moves a TAP of. */
const PLUGGED: ReadonlySet<string> = new Set(['', 'bridge', 'openvswitch']);

/** What a move does, in plain words. */
export function moveEffects(situation: Situation, place: Place, chosen: Chosen): string[] {
  const { domain, live, tap, believed, name } = situation;
  const touchesNow = chosen.ops.some(
    (op) => op.op === 'port-master' || ('scope' in op && op.scope === 'live'),
  );
  const effects: string[] = [];
  if (touchesNow && tap !== null) {
    if (tap.master === null) {
      effects.push(
        `${tap.name} is not connected to any bridge, but libvirt has ${believed ?? 'one'} on record. It moves to ${place.name}.`,
      );
    } else if (tap.master !== believed) {
      effects.push(
        `${tap.name} is on ${tap.master}, but libvirt has ${believed ?? 'another bridge'} on record. It moves to ${place.name}.`,
      );
    } else {
      effects.push(`${name} (${tap.name}) moves to ${place.name} immediately.`);
    }
  }
  if (chosen.ops.some((op) => 'scope' in op && op.scope === 'config')) {
    effects.push(`${domain.name} will ${touchesNow ? 'also ' : ''}start on ${place.name} from now on.`);
  } else if (chosen.lasts === 'now' && domain.persistent && live !== null) {
    effects.push('The VM’s definition doesn’t change and applies again at its next start.');
  }
  return effects;
}

/** What becomes of the settings of the TAP’s port, where the ops touch it now. */
export function portOfMove(
  { live, tap }: Situation,
  { bridge }: Place,
  ops: readonly Op[],
  snapshot: HostSnapshot,
): PortPlan {
  const isTouched = ops.some((op) => op.op === 'port-master' || ('scope' in op && op.scope === 'live'));
  if (!isTouched || tap === null || bridge === null) return noPort;
  return planPort(snapshot, tap, live, bridge);
}
