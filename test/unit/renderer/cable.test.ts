import { expect, it } from 'vitest';
import { cableOf } from '#renderer/actions/cable.ts';
import { movableCable } from '#shared/edits/cable.ts';
import { isPluggable } from '#shared/edits/port.ts';
import { isRefusal } from '#shared/ops/refusal.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { isLink, linkId, vnicId } from '#shared/topology/model.ts';

import { house, mac, WEB } from '../edits/support/house.ts';

const topology = buildTopology(house(), 1);

it('offers a link as a cable only where the planner takes links of its kind, a virtual function too', () => {
  expect(isPluggable('vf')).toBe(true);
  expect(isPluggable('macvtap')).toBe(false);
  const links = topology.nodes.filter(isLink);
  for (const { id, kind } of links) {
    const cable = cableOf(topology, id);
    if (cable === id) expect([id, isPluggable(kind)]).toEqual([id, true]);
    if (cable === null) expect([id, isRefusal(movableCable(topology, id))]).toEqual([id, true]);
  }
});

it('takes the vNIC behind a link for its cable, a macvtap’s too', () => {
  expect(cableOf(topology, linkId('vnet0'))).toBe(vnicId(WEB, mac(1)));
  expect(cableOf(topology, linkId('macvtap0'))).toBe(vnicId(WEB, mac(3)));
  expect(cableOf(topology, linkId('loose'))).toBe(linkId('loose'));
  expect(cableOf(topology, linkId('br0'))).toBeNull();
});
