import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { isRead } from '#shared/host/source.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { broken, type HopDraft, type Look, ok, unknown } from '../hop.ts';
import type { Track } from '../track.ts';
import { disabledFunction } from './virtualFunction.ts';

/** The host’s end of the guest’s cable: a TAP, a macvtap, a veth, a card, or what there is instead. */
export const lookAtEnd: Look = (track) => {
  const { end, ends } = track;
  if (end !== null) return [endHop(track, end)];
  return [ends.length > 1 ? severalEnds(track) : noEnd(track)];
};

function endHop({ guest, vnic }: Track, end: LinkNode): HopDraft {
  const place = { node: end.id };
  const { name } = end;
  const disabled = disabledFunction(end);
  if (disabled !== null) return disabled;
  if (end.isTaken === true) return ok(place, `${name} is given to ${guest.name} as it is.`);
  if (!end.up) return broken(place, `${name} is disabled: nothing passes it.`, `Enable it.`, [enable(end)]);
  if (end.kind === 'tap' && !end.carrier) {
    const who =
      end.held === 'yes' ? 'The process that holds it has unplugged it' : 'No process is connected to it';
    return broken(place, `${name} has no carrier. ${who}.`, `Restart ${guest.name}.`);
  }
  if (end.kind === 'veth' && !end.carrier) {
    const say = `${name} has no carrier: its other end, ${vnic.name} in ${guest.name}, is down.`;
    return broken(place, say, `Enable ${vnic.name} inside of ${guest.name}.`);
  }
  const held = end.held === 'yes' ? `, and the process of ${guest.name} holds it open` : '';
  return ok(place, `${name} is enabled${end.kind === 'tap' ? held : ''}.`);
}

export function enable({ id, name }: LinkNode) {
  const edit = { kind: 'link-set', link: id, state: 'up' } as const;
  return { kind: 'edit', label: `Enable ${name}`, edit } as const;
}

function severalEnds({ vnic, ends, name }: Track): HopDraft {
  const names = ends.map((end) => end.name).join(', ');
  const say = `Which of ${names} is the host’s end of ${name} isn’t known.`;
  return unknown({ node: vnic.id }, say, 'Explain each of them by its name.');
}

function noEnd(track: Track): HopDraft {
  const { vnic, name, guest, scene } = track;
  const place = { node: vnic.id };
  const { end } = interfaceKind(vnic.sourceType);
  if (vnic.sourceType === 'user') {
    const say = `${name} is on QEMU’s own user network: QEMU connects outwards for the guest. Nothing outside can connect to the guest, and ping may not work.`;
    return ok(place, say);
  }
  if (vnic.sourceType === 'null')
    return broken(
      place,
      `${name} is connected to nothing, by its definition.`,
      'Move it to a bridge or a network.',
    );
  if (end !== null) {
    const where = vnic.source === null ? '' : ` ${vnic.source}`;
    const say = `${name} ends in ${end}${where}, which is no link of this host.`;
    return unknown(place, say, 'Look at the program at its other end.');
  }
  if (track.way.kind === 'ports')
    return ok(place, `${name} sits on ${track.way.ports.map(({ link }) => link.name).join(', ')}.`);
  if (guest.kind === 'container')
    return unknown(
      place,
      `The host’s end of ${name} is not among this host’s links.`,
      'Run Patchbay as root, which sees into other namespaces.',
    );
  const { sources } = scene.snapshot;
  const unread = sources.find((report) => NEEDED.some((one) => one === report.name) && !isRead(report));
  const why = unread === undefined ? '' : ` ${unread.message}`;
  return unknown(
    place,
    `The host’s end of ${name} isn’t known.${why}`,
    'Run Patchbay as root, which sees the processes of all users.',
  );
}

const NEEDED = ['ip-link', 'tap-holders'] as const;
