import type { FindingRepair } from '#shared/findings/finding.ts';
import type { LinkNode } from '#shared/topology/model.ts';
import { broken, type HopDraft } from '../hop.ts';

/** A virtual function whose link the host has disabled, also of a guest that has it as it is; null: it isn’t so. */
export function disabledFunction({ id, name, vf }: LinkNode): HopDraft | null {
  if (vf?.linkState !== 'disable') return null;
  const say = `The host has disabled the link of ${name}, a virtual function.`;
  return broken(
    { node: id },
    say,
    'Enable it on its physical function, which isn’t known.',
    following(vf, name),
  );
}

/** Empty where it isn’t known whose it is. */
function following({ pf, index }: NonNullable<LinkNode['vf']>, name: string): readonly FindingRepair[] {
  if (pf === null || index === null) return [];
  return [
    {
      kind: 'commands',
      label: `Let the link of ${name} follow that of ${pf}`,
      commands: [['ip', 'link', 'set', 'dev', pf, 'vf', String(index), 'state', 'auto']],
      lasts: 'now',
      keep: 'Nothing needs to be saved: a new virtual function follows its card, unless a program sets it.',
    },
  ];
}
