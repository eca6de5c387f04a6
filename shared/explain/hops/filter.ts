import { type Look, unknown } from '../hop.ts';

/** What this host’s firewall does with what passes it. */
export const lookAtFilter: Look = ({ bridges, end, way }) => {
  const place = bridges.at(-1)?.bridge ?? end;
  if (place === null || place === undefined || way.kind === 'none') return [];
  return [
    unknown(
      { node: place.id },
      'What this host’s firewall does with its packets wasn’t read.',
      'Look at it as root: nft list ruleset.',
    ),
  ];
};
