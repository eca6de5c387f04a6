import { expect, it } from 'vitest';
import { buildTopology } from '#shared/topology/build.ts';
import { markLiveMoves } from '#shared/topology/liveMoves.ts';
import { aLink, aSnapshot } from '../support/facts.ts';

const topology = buildTopology(
  aSnapshot({
    links: [
      aLink('br0', { infoKind: 'bridge' }),
      aLink('br1', { infoKind: 'bridge' }),
      aLink('tap0', { infoKind: 'tun', tun: { type: 'tap', persist: true, user: null }, master: 'br1' }),
      aLink('tap1', { infoKind: 'tun', tun: { type: 'tap', persist: true, user: null } }),
      aLink('enp3s0', { parentBus: 'pci', master: 'br0' }),
    ],
  }),
  1,
);

function marks(moves: Parameters<typeof markLiveMoves>[1]) {
  const marked = markLiveMoves(topology, moves);
  const details = marked.nodes.flatMap((node) =>
    'details' in node
      ? node.details.filter(([label]) => label === 'Lasts').map(([, text]) => [node.name, text])
      : [],
  );
  const conflicts = marked.edges.flatMap(({ id, conflicts }) =>
    conflicts.map(({ code, message }) => [id, code, message]),
  );
  return { details, conflicts };
}

it('marks a plugged link on its cable, an uplink as any other', () => {
  expect(
    marks([
      { link: 'tap0', was: 'br0', now: 'br1' },
      { link: 'enp3s0', was: null, now: 'br0' },
    ]),
  ).toEqual({
    details: [],
    conflicts: [
      [
        'uplink:link:br0→link:enp3s0',
        'live-only',
        'enp3s0 is here until the next boot: Patchbay connected it, and it was on no bridge before.',
      ],
      [
        'port:link:tap0→link:br1',
        'live-only',
        'tap0 is here until the next boot: Patchbay connected it, and it was on br0 before.',
      ],
    ],
  });
});

it('tells it among the details of a link that hangs loose', () => {
  expect(marks([{ link: 'tap1', was: 'br0', now: null }])).toEqual({
    details: [['tap1', 'until the next boot: Patchbay disconnected it from br0.']],
    conflicts: [],
  });
});

it('marks nothing that is as it was, that somebody moved on, or that is gone', () => {
  const moves = [
    { link: 'tap0', was: 'br1', now: 'br1' },
    { link: 'tap1', was: null, now: 'br0' },
    { link: 'tap9', was: 'br0', now: null },
  ];
  expect(markLiveMoves(topology, moves)).toBe(topology);
});
