import { describe, expect, it } from 'vitest';
import { firstOrder, inOrder, orderAfterClick } from '#renderer/panels/table/tableOrder.ts';
import { type CableRow, cableRows, rowsWithChanges } from '#renderer/panels/table/tableRows.ts';
import { findFindings } from '#shared/findings/findFindings.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aBridge, aDomain, anInterface, aPnic, aSnapshot, aTap } from '../support/facts.ts';
import { aHouse, off0, web0, web1 } from './support.ts';

const rows = cableRows(aHouse(), []);

function row(id: string): CableRow {
  const found = rows.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no row ${id}`);
  return found;
}

describe('cableRows', () => {
  it('has a row for each vNIC and each loose TAP, and none for a TAP that a vNIC is behind', () => {
    expect(rows.map(({ id }) => id).toSorted()).toEqual(['link:tap-spare', off0, web0, web1].toSorted());
  });

  it('follows a cable from the VM to the way out', () => {
    expect(row(web0)).toMatchObject({
      vm: 'web',
      vnic: 'net0',
      mac: '52:54:00:aa:00:01',
      tap: 'vnet0',
      place: 'br0',
      planned: false,
      out: 'enp3s0',
      trouble: '',
    });
  });

  it('tells a place that holds from the next boot only', () => {
    expect(row(off0)).toMatchObject({ place: 'br0', planned: true, tap: '', state: 'shut off' });
  });

  it('says of a loose cable that it is in nothing', () => {
    expect(row('link:tap-spare')).toMatchObject({ vm: '', tap: 'tap-spare', place: 'not connected' });
  });

  it('says what is wrong in a few words', () => {
    expect(row(web1)).toMatchObject({ trouble: 'Link down', severity: null });
    const facts = aSnapshot({
      links: [aPnic('eth0', null), aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br1')],
      domains: [aDomain('web', [anInterface({ bridge: 'br0' }, { targetDev: 'vnet0', alias: 'net0' })])],
    });
    const strayed = buildTopology(facts, 1);
    const [strays] = cableRows(strayed, findFindings(facts, strayed).findings);
    expect(strays).toMatchObject({
      trouble: 'Not on the bridge libvirt has on record; Elsewhere at the next boot',
      severity: 'warning',
    });
  });
});

describe('inOrder', () => {
  const named = (vm: string, tap: string): CableRow => ({ ...row(web0), id: `${vm}/${tap}`, vm, tap });
  const some = [named('web10', 'vnet10'), named('', 'vnet2'), named('web9', ''), named('web9', 'vnet9')];

  it('counts numbers in names as numbers', () => {
    expect(inOrder(some, firstOrder).map(({ vm }) => vm)).toEqual(['web9', 'web9', 'web10', '']);
  });

  it('has those without a value last, whichever way round', () => {
    const byTap = orderAfterClick(firstOrder, 'tap');
    expect(inOrder(some, byTap).map(({ tap }) => tap)).toEqual(['vnet2', 'vnet9', 'vnet10', '']);
    expect(inOrder(some, orderAfterClick(byTap, 'tap')).map(({ tap }) => tap)).toEqual([
      'vnet10',
      'vnet9',
      'vnet2',
      '',
    ]);
  });

  it('turns round at the second click on a column, and begins upwards at another', () => {
    const once = orderAfterClick(firstOrder, 'mac');
    expect(once).toEqual({ by: 'mac', descending: false });
    expect(orderAfterClick(once, 'mac')).toEqual({ by: 'mac', descending: true });
    expect(orderAfterClick(orderAfterClick(once, 'mac'), 'vm')).toEqual({ by: 'vm', descending: false });
  });
});

describe('rowsWithChanges', () => {
  it('says what planned edits do to each cable, and keeps those that go', () => {
    const now = cableRows(aHouse(), []);
    const planned = now
      .filter(({ id }) => id !== off0)
      .map((each) => (each.id === web0 ? { ...each, place: 'virbr0' } : each));
    const added: CableRow = { ...row(web0), id: 'link:tap-new', vm: '', tap: 'tap-new' };
    const changes = new Map(rowsWithChanges(now, [...planned, added]).map(({ id, change }) => [id, change]));
    expect(changes.get(web0)).toEqual({ kind: 'moved', from: 'br0' });
    expect(changes.get(off0)).toEqual({ kind: 'removed' });
    expect(changes.get('link:tap-new')).toEqual({ kind: 'new' });
    expect(changes.get('link:tap-spare')).toBeNull();
  });
});
