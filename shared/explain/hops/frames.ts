import type { FdbEntry } from '#shared/host/address.ts';
import { countsKey } from '#shared/host/earlierCounts.ts';
import { wasRead } from '#shared/host/freshness.ts';
import type { LinkCounters } from '#shared/host/link.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { guestGatewayWords } from '../guestGateway.ts';
import { type HopDraft, type Look, ok, unknown } from '../hop.ts';
import { readLink, type Track } from '../track.ts';

/** What a bridge heard longer ago than this does not tell that the guest sends now. */
const RECENT_S = 60;

/**
 * Whether what the guest sends arrives on the host. A counter of one reading tells only what came since the link was
 * made: one that has risen since an earlier reading tells of now, and so does a bridge that heard the guest of late.
 */
export const lookForFrames: Look = (track) => {
  const { end } = track;
  return end === null || end.isTaken === true ? [] : [framesHop(track, end)];
};

function framesHop(track: Track, end: LinkNode): HopDraft {
  const place = { node: end.id };
  const sent = sentBy(track, end);
  if (sent === 0) {
    const say = `The guest has sent nothing by ${end.name} since that was made.`;
    return unknown(place, say, inGuest(track));
  }
  const learned = learnedOn(track);
  if (learned !== null && learned.own === null && learned.other !== null) {
    const say = `${learned.bridge} has learned its MAC on ${learned.other}, and sends there what is for the guest.`;
    return unknown(place, say, 'Check that no other device has this MAC, and that nothing closes a loop.');
  }
  const told = learned === null ? '' : learnedWords(learned);
  const risen = risenBy(track, end);
  if (risen !== null && risen.count > 0) {
    const say = `${frames(risen.count)} came in by ${end.name} in the last ${secondsWords(risen.ms)}`;
    // It sends by another MAC, as of a bridge inside of it, or its port doesn’t learn.
    const none = learned === null || learned.own !== null ? told : `${learned.bridge} hasn’t learned its MAC`;
    return ok(place, `${[say, none].filter(Boolean).join('; ')}.`);
  }
  const age = learned?.own?.age;
  if (learned?.own && (age === undefined || age <= RECENT_S)) return ok(place, `${told}.`);
  if (sent === null && told === '')
    return unknown(place, `Whether frames of the guest arrive on ${end.name} isn’t known.`, '');
  const none = risen === null ? '' : `, none of them in the last ${secondsWords(risen.ms)}`;
  const total = sent === null ? '' : `${frames(sent)} came in by ${end.name} since it was made${none}`;
  const say = [total, told].filter(Boolean).join('; ');
  return unknown(place, `${say}. Whether the guest sends now isn’t known.`, pinging(track, learned !== null));
}

/** An idle guest sends nothing, and that is no fault: a ping tells it from one that can’t. */
function pinging(track: Track, hears: boolean): string {
  const ping = `Ping ${guestGatewayWords(track)} from ${track.guest.name}, then explain again`;
  return hears ? `${ping}.` : `${ping}: the count must have risen.`;
}

function inGuest({ guest, vnic }: Track): string {
  return `Check in ${guest.name} that ${guest.kind === 'container' ? vnic.name : 'its network card'} is found, up and set up (ip addr).`;
}

function frames(count: number): string {
  return count === 1 ? '1 frame' : `${count} frames`;
}

/** What the guest has sent since the link was made. Null: it isn’t counted. */
function sentBy(track: Track, end: LinkNode): number | null {
  return sentIn(readLink(track, end)?.counters ?? null, end);
}

/** What it has sent since an earlier reading, and how long ago that was. Null: nothing was counted then, or now. */
function risenBy(track: Track, end: LinkNode): { readonly count: number; readonly ms: number } | null {
  const { earlier } = track;
  const was = sentIn(earlier?.counters.get(countsKey(end)) ?? null, end);
  const now = sentBy(track, end);
  if (earlier === null || was === null || now === null) return null;
  // A counter that fell was reset by its driver.
  return { count: Math.max(0, now - was), ms: earlier.ms };
}

/** A TAP and a veth receive what the guest sends; a macvtap sends it on. */
function sentIn(counters: LinkCounters | null, { kind }: LinkNode): number | null {
  if (counters === null) return null;
  if (kind === 'tap' || kind === 'veth') return counters.rxPackets;
  return kind === 'macvtap' ? counters.txPackets : null;
}

function secondsWords(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return seconds === 1 ? 'second' : `${seconds} s`;
}

/** Where a bridge has learned a MAC: on the guest’s own port, or on another one. */
interface Learned {
  readonly bridge: string;
  readonly own: FdbEntry | null;
  readonly other: string | null;
}

/** What the bridge has learned of the guest’s MAC; null: nothing is known of that. */
function learnedOn({ scene, vnic, bridges }: Track): Learned | null {
  const { fdb, sources } = scene.snapshot;
  const [first] = bridges;
  if (first === undefined || vnic.mac === null) return null;
  const source = first.bridge.kind === 'bridge' ? 'bridge-fdb' : 'ovs-fdb';
  if (!wasRead(sources, source)) return null;
  const bridge = first.bridge.name;
  const rows = fdb.filter((row) => row.master === bridge && !row.permanent && row.mac === vnic.mac);
  const own = rows.find(({ link }) => link === first.port.name) ?? null;
  return { bridge, own, other: rows.find(({ link }) => link !== first.port.name)?.link ?? null };
}

function learnedWords({ bridge, own }: Learned): string {
  if (own === null) return `${bridge} knows its MAC no longer, as after minutes of silence`;
  const age = own.age === undefined ? '' : `, heard ${own.age} s ago`;
  return `${bridge} has learned its MAC there${age}`;
}
