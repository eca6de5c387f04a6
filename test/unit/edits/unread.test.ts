import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { FactPart } from '#shared/host/source.ts';
import { type Condition, isSeen } from '#shared/ops/condition.ts';
import { linkId, networkId, vmId, vnicId } from '#shared/topology/model.ts';
import { aBridge, aSource } from '../support/facts.ts';
import { house, mac, OFF, WEB } from './support/house.ts';
import { planned, refusalOf } from './support/plans.ts';

/** The house, of which the latest read had all but these parts. */
function without(...unread: FactPart[]): HostSnapshot {
  return house({ sources: [aSource('ip-link'), { ...aSource('virsh'), unread }] });
}

const web0 = vnicId(WEB, mac(1));
const off0 = vnicId(OFF, '52:54:00:cc:00:01');
const webs = { of: 'domain', uuid: WEB, side: 'defined' } as const;
const toBr0: Edit = { kind: 'move', cable: web0, to: linkId('br0') };

describe('a VM whose XML could not be read', () => {
  it.each<[string, Edit]>([
    ['a move', { kind: 'move', cable: web0, to: linkId('br1') }],
    ['an attach', { kind: 'attach', vm: vmId(WEB), to: linkId('br1') }],
    ['a detach', { kind: 'detach', cable: web0 }],
    ['an unplug', { kind: 'unplug', cable: web0 }],
    ['a link set down', { kind: 'link', cable: web0, state: 'down' }],
    ['a repair', { kind: 'repair', cable: web0, repair: 'keep-place' }],
  ])('is not changed on old facts by %s', (_, edit) => {
    const refusal = refusalOf(without(webs), edit);
    expect(refusal.why).toContain('Patchbay can’t read the details of web 01 at present');
    expect(refusal.already).toBeUndefined();
  });

  it('is not said to be there already', () => {
    expect(refusalOf(house(), toBr0).already).toBe(true);
    expect(refusalOf(without(webs), toBr0).already).toBeUndefined();
  });

  it('keeps no other VM from being changed', () => {
    expect(planned(without(webs), { kind: 'move', cable: off0, to: linkId('br1') }).steps).toHaveLength(1);
  });

  it('keeps a bridge from being deleted that it may use', () => {
    const facts = without(webs);
    const edit: Edit = { kind: 'link-delete', link: linkId('br9') };
    const links = [...facts.links, aBridge('br9')];
    expect(refusalOf({ ...facts, links }, edit).why).toContain('web 01');
    expect(planned({ ...house(), links }, edit).steps).not.toHaveLength(0);
  });
});

describe('a network whose XML could not be read', () => {
  const [{ uuid } = { uuid: '' }] = house().networks;

  it('is neither plugged into nor changed', () => {
    const facts = without({ of: 'network', uuid });
    for (const edit of [
      { kind: 'move', cable: web0, to: networkId('default') },
      { kind: 'network-set', network: networkId('default'), active: false },
    ] as const) {
      expect(refusalOf(facts, edit).why).toContain('the details of the network default');
    }
    expect(planned(facts, { kind: 'move', cable: web0, to: networkId('lab net 2') }).steps).not.toHaveLength(
      0,
    );
  });
});

describe('whether a read tells of a condition', () => {
  const vnic = { mac: mac(1), alias: null, address: null };
  const [{ uuid } = { uuid: '' }] = house().networks;
  const live = { of: 'domain', uuid: WEB, side: 'live' } as const;
  const target = { kind: 'bridge', bridge: 'br0' } as const;
  const plugged: Condition = { is: 'vnic-source', domain: WEB, vnic, scope: 'live', target };
  const onBridge: Condition = { is: 'vnic-on-bridge', domain: WEB, vnic, bridge: 'br0' };
  const active: Condition = { is: 'network-active', network: uuid, active: true };

  it.each<[string, Condition, FactPart, boolean]>([
    ['the side that it is about', plugged, live, false],
    ['the other side', plugged, webs, true],
    ['the side that names its TAP', onBridge, live, false],
    ['another VM', plugged, { ...live, uuid: OFF }, true],
    ['its network', active, { of: 'network', uuid }, false],
    ['the list of networks', active, { of: 'networks' }, false],
    ['another network', active, { of: 'network', uuid: 'x' }, true],
  ])('depends on whether %s was read', (_, condition, part, seen) => {
    expect(isSeen(condition, house())).toBe(true);
    expect(isSeen(condition, without(part))).toBe(seen);
  });

  it('is not so where a row is missing of which nobody knows whether it was left out', () => {
    const gap = { names: ['nonesuch'], others: false };
    const torn = house({ sources: [{ ...aSource('ip-link', 'partial'), gap }, aSource('virsh')] });
    const present = (link: string): Condition => ({ is: 'link-present', link, present: false });
    expect(isSeen(present('br0'), torn)).toBe(true);
    expect(isSeen(present('nonesuch'), torn)).toBe(false);
    expect(isSeen(present('other'), torn)).toBe(true);
    expect(isSeen(present('nonesuch'), house())).toBe(true);
  });

  it('is so of the routes of the family that was read', () => {
    const route = (family: 'inet' | 'inet6'): Condition => ({
      is: 'route',
      route: { family, destination: 'default', gateway: null, link: 'br0', metric: 0 },
      present: false,
    });
    const unread = [{ of: 'routes', family: 'inet6' }] as const;
    const gap = { names: [], others: true };
    const facts = house({ sources: [{ ...aSource('ip-route', 'partial'), gap, unread }] });
    expect(isSeen(route('inet'), facts)).toBe(true);
    expect(isSeen(route('inet6'), facts)).toBe(false);
  });
});
