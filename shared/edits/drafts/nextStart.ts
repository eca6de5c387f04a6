import type { Domain } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op } from '../../ops/op.ts';
import { isRefusal, type Refusal } from '../../ops/refusal.ts';
import { plugWords } from '../../ops/vnic/plug.ts';
import { withImages } from '../../ops/vnic/savedImage.ts';
import { findDomain, findVnic, hasImage } from '../../ops/vnic/vnicKey.ts';
import type { EditDraft } from './draft.ts';

/**
 * A draft with what else decides at the next start of the VMs that it changes: a saved image is changed with the
 * definition, and what can't be seen or prevented is said.
 */
export function forNextStart(snapshot: HostSnapshot, draft: EditDraft | Refusal): EditDraft | Refusal {
  if (isRefusal(draft)) return draft;
  const ops = withImages(snapshot, draft.ops);
  if (isRefusal(ops)) return ops;
  const changed = ops.filter(isForLater);
  const domains = [...new Set(changed.map(({ domain }) => domain))]
    .map((uuid) => findDomain(snapshot, uuid))
    .filter((domain) => domain !== null);
  return {
    ...draft,
    ops,
    effects: [
      ...draft.effects,
      ...changed.flatMap((op) => imageEffects(op, changed, snapshot)),
      ...domains.flatMap(snapshotEffects),
    ],
    warnings: [
      ...draft.warnings,
      ...changed.flatMap((op) => onlyDefined(op, snapshot)),
      ...domains.flatMap(unknownImage),
    ],
  };
}

type ForLater = Op & { readonly domain: string; readonly scope: 'config' | 'saved' };

function isForLater(op: Op): op is ForLater {
  return 'scope' in op && op.scope !== 'live';
}

function imageEffects(op: ForLater, all: readonly ForLater[], snapshot: HostSnapshot): string[] {
  if (op.op !== 'vnic-source' || op.scope !== 'saved') return [];
  const isDefinedToo = all.some((each) => each.scope === 'config' && each.domain === op.domain);
  const image = `The saved image of ${findDomain(snapshot, op.domain)?.name ?? op.domain}`;
  const where = plugWords(op.target);
  return [
    isDefinedToo
      ? `${image} also starts on ${where}.`
      : `${image} starts on ${where} from now on. The definition doesn’t change.`,
  ];
}

/** A vNIC that came into the definition after the VM was saved. */
function onlyDefined(op: ForLater, snapshot: HostSnapshot): string[] {
  const domain = findDomain(snapshot, op.domain);
  if (op.scope === 'saved' || domain === null || !hasImage(domain) || !('vnic' in op)) return [];
  if (findVnic(domain.saved ?? [], op.vnic) !== null) return [];
  return [
    `The saved image of ${domain.name} has no vNIC ${op.vnic.mac}: its next start resumes the image without it, and the start after that uses the definition.`,
  ];
}

function snapshotEffects({ name, hasSnapshots }: Domain): string[] {
  return hasSnapshots === true
    ? [`${name} has snapshots: reverting to one restores the connections of that time.`]
    : [];
}

function unknownImage({ name, active, saved }: Domain): string[] {
  return !active && saved === null
    ? [
        `Patchbay couldn’t check whether ${name} has a saved image. If it does, its next start resumes the image, and this change applies only at the start after that.`,
      ]
    : [];
}
