import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Topology } from '#shared/topology/model.ts';
import { factsOf } from '../../ops/change.ts';
import type { Op } from '../../ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '../../ops/refusal.ts';
import { countMac, vnicKey } from '../../ops/vnic/vnicKey.ts';
import { changedXml } from '../../ops/vnic/vnicXml.ts';
import type { EditKind } from '../editKind.ts';
import { nicModel, nodeId, tapName, vnicMac } from '../fields.ts';
import type { VnicChange } from '../hostEdit.ts';
import { virshLine } from '../virshLine.ts';
import type { EditDraft } from './draft.ts';
import { refuseConfig } from './persist.ts';
import type { Situation } from './situation.ts';
import { refuseTapName } from './tapName.ts';
import { changeEffects, changeTitle, changeWarnings } from './vnicChangeWords.ts';
import { vnicOfCable } from './vnicDraft.ts';

/** A shut-off VM's vNIC gets another model, MAC or name of its TAP, in the slot of the guest's bus where it is. */
export const vnicChangeKind: EditKind<VnicChange> = {
  schema: z.strictObject({
    kind: z.literal('vnic-change'),
    cable: nodeId,
    model: nicModel.nullable(),
    mac: vnicMac.nullable(),
    tap: tapName.nullable().optional(),
  }),
  changesHost: false,
  subject: ({ cable }) => cable,
  phase: () => 'plug',
  words: ({ cable }, name) => `Change ${name(cable)}`,
  draft: draftVnicChange,
};

function draftVnicChange(snapshot: HostSnapshot, topology: Topology, edit: VnicChange): EditDraft | Refusal {
  const situation = vnicOfCable(snapshot, topology, edit.cable);
  if (isRefusal(situation)) return situation;
  const { domain, defined, name, vnic, touches } = situation;
  const refusal = refuseChange(situation);
  if (refusal !== null) return refusal;
  if (defined === null) return refuse(`The definition of ${domain.name} doesn’t have ${name}.`, '');
  const model = edit.model === defined.model ? null : edit.model;
  const mac = edit.mac === defined.mac ? null : edit.mac;
  const tap = edit.tap === undefined || edit.tap === defined.targetDev ? undefined : edit.tap;
  if (model === null && mac === null && tap === undefined) {
    return alreadySo(`${name} is already set like this.`);
  }
  const clash = tap === undefined ? null : refuseTapName(tap, defined, domain, snapshot);
  if (clash !== null) return clash;
  if (mac !== null && countMac(domain.defined, mac) > 0) {
    return refuse(
      `${domain.name} already has a vNIC with the MAC ${mac}; the two couldn’t be told apart.`,
      'Choose another MAC.',
    );
  }
  const changed = factsOf(changedXml(defined, { model, mac, tap }));
  if (changed === null)
    return refuse(
      `The XML of ${name} can’t be read.`,
      `Edit the VM: ${virshLine(snapshot, 'edit', domain.uuid)}`,
    );
  const moved = mac === null ? [] : behind(situation, defined);
  const change = { model, mac, tap, moved: moved?.length ?? 0, isLast: moved === null };
  return {
    edit: { ...edit, cable: vnic.id },
    title: changeTitle(name, change),
    effects: changeEffects(situation, change),
    warnings: changeWarnings(snapshot, situation, defined, change),
    lasts: 'boot',
    persistChoices: ['boot'],
    ops: mac === null ? [changeOp(situation, changed)] : macOps(situation, changed, moved ?? []),
    undoTitle: `Set ${name} back to what it was`,
    touches,
    done: `Changed ${name}`,
  };
}

function refuseChange({ domain, name, vnic }: Situation & { vnic: { sourceType: string } }): Refusal | null {
  if (vnic.sourceType === 'hostdev') {
    return refuse(`${name} is a host device that is passed through, so it can’t be changed.`, '');
  }
  if (!domain.active) return refuseConfig(domain);
  return refuse(
    `${domain.name} is ${domain.state}, and libvirt can’t change a card while the guest uses it.`,
    `Shut ${domain.name} down, then change it. Or attach a new vNIC as you want it and detach this one.`,
  );
}

function changeOp({ domain, key }: Situation, changed: DomainInterface): Op {
  return { op: 'vnic-model', domain: domain.uuid, scope: 'config', vnic: key, to: changed };
}

/**
 * libvirt finds a vNIC by its MAC, so that it can't be told of another one: the vNIC is taken out and put in again, in
 * the same slot. What is put in comes last: for the order to stay, and to come back with an undo, all behind it are
 * taken out before and put in after it, the last one first.
 */
function macOps(
  { domain, key }: Situation,
  changed: DomainInterface,
  moved: readonly { readonly vnic: DomainInterface; readonly key: Situation['key'] }[],
): Op[] {
  const of = { domain: domain.uuid, scope: 'config' } as const;
  const add = (was: DomainInterface): Op => ({ op: 'vnic-add', ...of, device: { kind: 'as-it-was', was } });
  return [
    ...moved.toReversed().map((each): Op => ({ op: 'vnic-remove', ...of, vnic: each.key })),
    { op: 'vnic-remove', ...of, vnic: key },
    add(changed),
    ...moved.map(({ vnic }) => add(vnic)),
  ];
}

/** The vNICs that come after it in the definition; null where one of them could not be found again on its own. */
function behind({ domain }: Situation, defined: DomainInterface) {
  const moved = [];
  for (const vnic of domain.defined.slice(domain.defined.indexOf(defined) + 1)) {
    // A plain <hostdev> stands in a list of its own.
    if (vnic.xml.startsWith('<hostdev')) continue;
    const key = vnicKey(domain, vnic);
    if (key === null) return null;
    moved.push({ vnic, key });
  }
  return moved;
}
