import { virshLine } from '#shared/edits/virshLine.ts';
import { isRead } from '#shared/host/source.ts';
import type { VmNode } from '#shared/topology/model.ts';
import { broken, type Look, ok, unknown } from '../hop.ts';
import type { Track } from '../track.ts';

/** Whether the guest runs. */
export const lookAtGuest: Look = (track) => {
  const { guest } = track;
  const { name, kind, state } = guest;
  const place = { node: guest.id };
  if (guest.elsewhere === true) {
    const say = `${name} runs in another network namespace, as in a container, and so do its cables.`;
    return [unknown(place, say, 'Run Patchbay inside of that namespace.')];
  }
  const unread = whyUnread(track);
  if (unread !== null) return [unknown(place, `Whether ${name} runs isn’t known. ${unread}`, '')];
  if (state === 'no state' && !guest.active)
    return [unknown(place, `Whether ${name} runs isn’t known.`, 'Look at its console.')];
  if (!guest.active)
    return [broken(place, `${name} doesn’t run: it is ${stateWords(guest)}.`, `Start ${name}.`)];
  if (state === 'paused') return [broken(place, `${name} is paused, and sends nothing.`, `Resume ${name}.`)];
  if (state === 'pmsuspended')
    return [broken(place, `${name} sleeps (pmsuspended), and sends nothing.`, `Wake it: ${wake(track)}`)];
  if (state === 'crashed')
    return [broken(place, `${name} has crashed, and sends nothing.`, `Reset or restart ${name}.`)];
  return [ok(place, kind === 'container' ? `${name} runs.` : `${name} is ${stateWords(guest)}.`)];
};

/** By its UUID: a VM may be called `1`, which virsh would take for an id. */
function wake({ guest, scene }: Track): string {
  return virshLine(scene.snapshot, 'dompmwakeup', guest.uuid);
}

function stateWords({ state, managedSave }: VmNode): string {
  return managedSave === true ? 'off, with a saved image' : state;
}

/** A process that was seen runs, whatever libvirt would say. */
function whyUnread({ guest, scene }: Track): string | null {
  if (guest.hypervisor !== 'libvirt' || guest.kind === 'container') return null;
  const report = scene.snapshot.sources.find(({ name }) => name === 'virsh');
  return isRead(report) ? null : (report?.message ?? 'libvirt was not read yet.');
}
