import { type Look, ok, unknown } from '../hop.ts';

/** What this host’s packet filter does with what passes it; what it drops is found by the rules. */
export const lookAtFilter: Look = ({ bridges, end, way, report, scene }) => {
  const place = bridges.at(-1)?.bridge ?? end;
  if (place === null || place === undefined || way.kind === 'none') return [];
  const at = { node: place.id };
  const unchecked = report.notChecked.find(({ code }) => code === 'forward-drop');
  if (unchecked !== undefined)
    return [unknown(at, 'Whether this host’s firewall lets its packets pass isn’t known.', unchecked.why)];
  const { firewall } = scene.snapshot;
  const isBare = firewall === undefined || firewall.chains.length === 0;
  return [ok(at, isBare ? 'This host filters no packets.' : 'This host’s firewall lets its packets pass.')];
};
