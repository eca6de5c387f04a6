import type { MacvtapMode } from '#shared/host/macvtapModes.ts';
import type { SwitchVlanMode } from '#shared/host/ovsVlans.ts';
import type { NodeId } from '#shared/topology/model.ts';
import type { GuardTerms } from '../guard.ts';
import type { Refusal } from '../ops/refusal.ts';
import type { Step } from '../ops/step.ts';
import type { LinkEdit, NetworkEdit, VnicChange } from './hostEdit.ts';

/** When an edit holds: on the running VM, in its definition, or in both. */
export type Persist = 'now' | 'boot' | 'both';

/** What the user wants. A face sends this and nothing else: the engine alone makes commands of it. */
export type Edit = PlainEdit | SeveralEdit | GuardedEdit;

/** Several edits as one, each planned on what the ones before it leave; applied and taken back as one. */
export interface SeveralEdit {
  readonly kind: 'several';
  readonly edits: readonly PlainEdit[];
}

/**
 * An edit that could cut the user off, run on the host in one go and taken back by the host itself unless the user
 * confirms in time. Where the link's addresses would stop working in the new place, they, their routes and DNS move along.
 */
export interface GuardedEdit {
  readonly kind: 'guarded';
  readonly edit: PlainEdit;
}

/** The VLANs of a port of Open vSwitch, of a bond or a bridge’s own port there, or of a vNIC that is or will be one. */
export interface SwitchVlansEdit {
  readonly kind: 'switch-vlans';
  readonly port: NodeId;
  readonly mode: SwitchVlanMode;
  /** Of untagged frames; null: none, in the mode `trunk`. */
  readonly tag: number | null;
  /** Of tagged frames; empty: all, but for an access port. */
  readonly trunks: readonly number[];
  /** Of a vNIC of libvirt’s; absent: as its VM’s state suggests. */
  readonly persist?: Persist | undefined;
}

/** One thing. */
export type PlainEdit =
  | {
      readonly kind: 'move';
      /** A vNIC, or a link (a loose TAP, a veth, a pNIC). */
      readonly cable: NodeId;
      /** A bridge (`link:…`) or a network (`network:…`). */
      readonly to: NodeId;
      /** Absent: the default for the VM's state, see `defaultPersist`. */
      readonly persist?: Persist | undefined;
    }
  | {
      readonly kind: 'attach';
      readonly vm: NodeId;
      /** A bridge, a network, a TAP that exists (`ethernet`, not managed), or a link for a macvtap on it. */
      readonly to: NodeId;
      /** Only for a macvtap; absent: `bridge`. */
      readonly mode?: MacvtapMode | undefined;
      /** Absent: what the VM's other vNICs use, else `virtio`. */
      readonly model?: string | undefined;
      /** Absent: a random one of the prefix 52:54:00 that nothing on the host holds. */
      readonly mac?: string | undefined;
      readonly persist?: Persist | undefined;
    }
  | { readonly kind: 'detach'; readonly cable: NodeId; readonly persist?: Persist | undefined }
  | { readonly kind: 'unplug'; readonly cable: NodeId }
  | {
      readonly kind: 'link';
      readonly cable: NodeId;
      readonly state: 'up' | 'down';
      readonly persist?: Persist | undefined;
    }
  | { readonly kind: 'repair'; readonly cable: NodeId; readonly repair: Repair }
  | LinkEdit
  | SwitchVlansEdit
  | NetworkEdit
  | VnicChange;

/**
 * What makes the three states of a cable agree: the kernel now, libvirt now, the next boot.
 *
 * - `replug`: the TAP goes where libvirt has it · `tell-libvirt`: libvirt takes the bridge where the TAP is for true
 * - `keep-place`, `keep-link`, `keep-vnic`: the definition takes what is now
 * - `place-as-defined`, `link-as-defined`: what is now follows the definition
 * - `remove-now` a vNIC that is only there now · `add-now`, `remove-at-boot` one that only the definition has
 * - `new-tap`: a vNIC whose TAP is gone is taken out and put in again, as the TAP can't be made again under QEMU
 * - `pve-replug`: the link of a guest of Proxmox VE goes where its file has it · `pve-discard`: what waits for its next start
 *   is taken back
 * - `vlans-as-recorded`: the TAP's port is in the VLANs that libvirt has on record, and in no others
 */
export const repairs = [
  'replug',
  'tell-libvirt',
  'keep-place',
  'place-as-defined',
  'keep-link',
  'link-as-defined',
  'keep-vnic',
  'remove-now',
  'add-now',
  'remove-at-boot',
  'new-tap',
  'vlans-as-recorded',
  'pve-replug',
  'pve-discard',
] as const;

export type Repair = (typeof repairs)[number];

/** Why an edit can’t be made. */
export interface EditRefusal extends Refusal {
  /** The same under the guard, where that is the way to do it; absent: there is no such way. */
  readonly guarded?: GuardedEdit;
}

export interface Plan {
  readonly id: string;
  readonly host: string;
  /** The revision that it was made on; applying it on another is refused. */
  readonly revision: number;
  readonly edit: Edit | null;
  /** `Move web 01's net0 from br0 to br1`. */
  readonly title: string;
  /** What will happen, in plain words, a sentence each. */
  readonly effects: readonly string[];
  /** What the user should think of first; empty when nothing. */
  readonly warnings: readonly string[];
  readonly lasts: Persist;
  /** The choices of `persist` that this edit could have instead; for the sheet. */
  readonly persistChoices: readonly Persist[];
  readonly steps: readonly Step[];
  /** How to take it back, in plain words. */
  readonly undoTitle: string;
  /** Nodes whose cable shows "in progress" while it runs. */
  readonly touches: readonly NodeId[];
  /** `Moved web 01’s net0 to br1`: what is said once a read shows it. */
  readonly done: string;
  /** The edits that it is made of, with how many of the steps are each one's, in the order of the steps; absent: one. */
  readonly parts?: readonly PlanPart[];
  /** Set where the steps run under the guard: all in one go, on the host, and taken back unless confirmed. */
  readonly guard?: GuardTerms;
}

/** One edit of several: what its plan would say of itself, planned on what the ones before it leave. */
export interface PlanPart extends Pick<Plan, 'title' | 'effects' | 'warnings' | 'lasts' | 'persistChoices'> {
  /** How many of the steps are its own. */
  readonly steps: number;
  /** Its place among the edits as they were put together: the steps are in a safe order, which may be another one. */
  readonly index: number;
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  | { readonly ok: false; readonly refusal: EditRefusal };

/** `unknown`: its command was started, and the host could not be read far enough to tell what is left of it. */
export type StepOutcome =
  | 'done'
  | 'already-so'
  | 'failed'
  | 'not-run'
  | 'put-back'
  | 'not-put-back'
  | 'unknown';

export interface StepResult {
  readonly title: string;
  /** As shown to the user, with the elevation that was used. */
  readonly command: string;
  readonly outcome: StepOutcome;
  /** The command's output, at most 4,000 characters. */
  readonly output: string;
  /** What a fresh read showed instead; empty when it showed what was expected. */
  readonly mismatch: string;
}

/**
 * - `done`: a fresh read shows everything that the plan promised
 * - `put-back`: a step failed, and a fresh read shows the host as it was before
 * - `half-done`: a part of it is on the host: a step failed and something could not be put back, or somebody else has
 *   changed what was confirmed; said plainly, with what to do
 * - `cancelled`: the user cancelled while it waited; what had been done was put back
 * - `reverted`: the host itself took a guarded edit back, and shows what it was before
 * - `stale`: the host changed since the plan was made; nothing was run
 * - `refused`: nothing was run (no rights, an edit is under way, an unknown plan)
 */
export type ApplyOutcome = 'done' | 'put-back' | 'half-done' | 'cancelled' | 'reverted' | 'stale' | 'refused';

export interface ApplyResult {
  readonly planId: string;
  readonly outcome: ApplyOutcome;
  /** One plain sentence. */
  readonly message: string;
  /** What to do next; empty when nothing. */
  readonly advice: string;
  readonly steps: readonly StepResult[];
  /** A plan on the present revision, where the outcome is `stale` and the edit is still possible. */
  readonly freshPlan: Plan | null;
  /** Refused for the lock of another user, neither yours nor root's, which the user may ignore; absent: it was not. */
  readonly ignorableLock?: true;
}

/** Told while a plan runs. */
export interface ApplyProgress {
  readonly planId: string;
  readonly touches: readonly NodeId[];
  readonly stepIndex: number;
  readonly stepCount: number;
  /** "Re-plugging vnet7", "waiting for the guest to release the vNIC", "putting back". */
  readonly doing: string;
  readonly cancellable: boolean;
  readonly finished: boolean;
}
