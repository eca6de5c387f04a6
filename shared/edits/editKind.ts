import type { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import type { Refusal } from '../ops/refusal.ts';
import type { EditDraft } from './drafts/draft.ts';
import type { PlainEdit } from './model.ts';

/** The order of several edits. What comes before `plug` begins something, what comes after ends it. */
export const phases = [
  'make-bridge',
  'define-network',
  'start-network',
  'make-tap',
  'plug',
  'stop-network',
  'forget-network',
  'delete-link',
] as const;

export type Phase = (typeof phases)[number];

/** A schema that can be told from those of other kinds by its `kind` alone. */
export type EditSchema<E> = z.ZodType<E> & z.core.$ZodTypeDiscriminable;

/** What an edit leaves open is filled in with these, a fresh one at each call. */
export interface Randoms {
  readonly randomMac: () => string;
  /** For a network that is defined. */
  readonly randomUuid: () => string;
}

/** One kind of edit of the closed set: all that is to be known of it. All pure. */
export interface EditKind<E extends PlainEdit> {
  /** What a face may send. */
  readonly schema: EditSchema<E>;
  /** Whether it changes the host's own links, so that it can be drafted without libvirt’s facts. */
  readonly changesHost: boolean;
  /** The node that it is about: what it changes, makes or takes away. */
  subject(edit: E): NodeId;
  /** Its place in the order of several edits. */
  phase(edit: E): Phase;
  /**
   * `Move web 01's net0 to br1`: the edit in words where it can't be drafted, so that there is no title.
   * @param name tells what a node is called
   */
  words(edit: E, name: (id: NodeId) => string): string;
  /** Turns it into ops and words on these facts, or says why it can't be done. */
  draft(snapshot: HostSnapshot, topology: Topology, edit: E, randoms: Randoms): EditDraft | Refusal;
}
