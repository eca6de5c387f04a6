import { z } from 'zod';
import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { Op, Scope } from '../../ops/op.ts';
import { isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { plugOf, plugWords } from '../../ops/vnic/plug.ts';
import type { EditKind } from '../editKind.ts';
import { nodeId, persist } from '../fields.ts';
import type { Edit, Persist } from '../model.ts';
import type { EditDraft } from './draft.ts';
import { guestRest } from './guestRest.ts';
import { choosePersist, refuseConfig, refuseLive } from './persist.ts';
import { detachLosses } from './portWords.ts';
import { type Situation, shownSide } from './situation.ts';
import { type FoundVnic, vnicOfCable } from './vnicDraft.ts';

type Detach = Extract<Edit, { kind: 'detach' }>;

/** A vNIC leaves its VM. */
export const detachKind: EditKind<Detach> = {
  schema: z.strictObject({ kind: z.literal('detach'), cable: nodeId, persist }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable }, name) => `Detach ${name(cable)}`,
  draft: draftDetach,
};

function draftDetach(snapshot: HostSnapshot, topology: Topology, edit: Detach): EditDraft | Refusal {
  const found = vnicOfCable(snapshot, topology, edit.cable);
  return isRefusal(found) ? found : detachFound(snapshot, found, edit.persist);
}

/** The same for a vNIC that was found before. */
export function detachFound(
  snapshot: HostSnapshot,
  situation: FoundVnic,
  persist: Persist | undefined,
): EditDraft | Refusal {
  const { domain, key, live, defined, name, vnic, touches } = situation;
  const remove = (scope: Scope): Op[] => [{ op: 'vnic-remove', domain: domain.uuid, scope, vnic: key }];
  const chosen = choosePersist(
    {
      live: refuseLive(domain) ?? (live === null ? onlyDefined(situation) : remove('live')),
      config: refuseConfig(domain) ?? (defined === null ? onlyLive(situation) : remove('config')),
    },
    persist,
  );
  if (isRefusal(chosen)) return chosen;
  const { lasts, choices, ops } = chosen;
  const shown = shownSide(situation);
  const from = shown === null ? '' : ` from ${plugWords(plugOf(shown))}`;
  return {
    edit: { kind: 'detach', cable: vnic.id, persist: lasts },
    title: `Detach ${name}`,
    effects: [
      ...(lasts === 'boot'
        ? []
        : [`The guest of ${domain.name} is asked to release ${name}, which then disappears${from}.`]),
      ...(lasts === 'now'
        ? defined === null
          ? []
          : [`It stays in the definition of ${domain.name} and is back at the next start.`]
        : [`It is removed from the definition of ${domain.name}, so it is gone at the next start too.`]),
    ],
    warnings: [
      ...(lasts === 'boot' || live === null ? [] : detachLosses(snapshot, live)),
      ...warningsFor(situation, lasts !== 'boot'),
    ],
    lasts,
    persistChoices: choices,
    ops,
    undoTitle: `Attach ${name} again as it was`,
    touches,
    done: `Detached ${name}`,
  };
}

function warningsFor({ domain, live, defined }: Situation, isNow: boolean): string[] {
  const warnings: string[] = [];
  const side = isNow ? domain.live : domain.defined;
  if (side.length === 1 && side[0] === (isNow ? live : defined)) {
    warnings.push(`This is the only vNIC of ${domain.name}: the VM loses its network.`);
  }
  return isNow ? [...warnings, ...releaseWarnings(domain)] : warnings;
}

/** A guest at rest can't let go of anything. */
export function releaseWarnings({ name, state }: Domain): string[] {
  const rest = guestRest[state];
  return rest === null
    ? []
    : [`${name} ${rest.why}, so its guest can’t release the vNIC before ${rest.until}.`];
}

function onlyDefined({ domain, name }: Situation): Refusal {
  return refuse(
    `The running ${domain.name} doesn’t have ${name}; it is only in its definition.`,
    'Choose boot.',
  );
}

function onlyLive({ domain, name }: Situation): Refusal {
  return refuse(
    `${name} isn’t saved in the definition of ${domain.name} and disappears at its next start anyway.`,
    'Choose now.',
  );
}
