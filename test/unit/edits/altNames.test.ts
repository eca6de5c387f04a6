import { expect, it } from 'vitest';
import { withLinkNames } from '#shared/host/linkNames.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { linkId, networkId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aDomain, aNetwork, aSnapshot, aTap } from '../support/facts.ts';
import { planned, refusalOf } from './support/plans.ts';
import { interfaceXml, slot, vnic } from './support/vnicXml.ts';

const UUID = '11111111-1111-4111-8111-111111111111';
const mac = "<mac address='52:54:00:aa:00:01'/>";
const source = "<source bridge='lanbridge'/>";
const cable = vnicId(UUID, '52:54:00:aa:00:01');

/** A VM whose XML calls br1 by its alternative name, as the reader hands it on. */
function host(): HostSnapshot {
  const snapshot = aSnapshot({
    links: [aBridge('br0'), { ...aBridge('br1'), altNames: ['lanbridge'] }, aTap('vnet0', 'br1')],
    networks: [aNetwork('lan', { forward: 'bridge', bridge: 'lanbridge', addresses: [] })],
    domains: [
      aDomain('web', [vnic(interfaceXml('bridge', mac, source, "<target dev='vnet0'/>", slot(2)))], {
        uuid: UUID,
        defined: [vnic(interfaceXml('bridge', mac, source, slot(2)))],
      }),
    ],
  });
  return { ...snapshot, ...withLinkNames(snapshot.links, snapshot) };
}

it('a vNIC on a bridge by its alternative name is there already', () => {
  expect(refusalOf(host(), { kind: 'move', cable, to: linkId('br1') }).why).toContain('already');
});

it('a network on a bridge by its alternative name can be moved to', () => {
  const plan = planned(host(), { kind: 'move', cable, to: networkId('lan') });
  expect(plan.steps.map(({ op }) => op.op)).toEqual(['vnic-source', 'vnic-source']);
});

it('an undo writes the name that was written', () => {
  const { steps } = planned(host(), { kind: 'move', cable, to: linkId('br0') });
  const back = steps.flatMap(({ inverseCommands }) => inverseCommands);
  expect(back.length).toBeGreaterThan(0);
  for (const { stdin } of back) expect(stdin).toContain("<source bridge='lanbridge'/>");
});
