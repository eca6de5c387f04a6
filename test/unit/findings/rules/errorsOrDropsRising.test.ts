import { describe, expect, it } from 'vitest';
import { findFindings } from '#shared/findings/findFindings.ts';
import type { LinkCounters } from '#shared/host/link.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { aPnic, aSnapshot } from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';
import { lan } from '../../support/lan.ts';

const CODE = 'errors-or-drops-rising';
const none: LinkCounters = {
  ...{ rxBytes: 0, txBytes: 0, rxPackets: 50_000, txPackets: 50_000 },
  ...{ rxErrors: 0, txErrors: 0, rxDropped: 0, txDropped: 0 },
};

function risen(links: Readonly<Record<string, Partial<LinkCounters>>>) {
  const rises = Object.entries(links).map(([name, over]) => [name, { ...none, ...over }] as const);
  return { ...lan, losses: { seconds: 10, links: Object.fromEntries(rises) } };
}

describe('counters that rise', () => {
  it('are errors of a card in use, from five on', () => {
    expect(foundOn(CODE, risen({ eno1: { rxErrors: 4, txErrors: 1 } }))).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:eno1'],
        title: 'eno1 has errors',
        evidence: ['ip -s link: in 10 s eno1 counted 4 RX errors, 0 RX dropped, 1 TX errors, 0 TX dropped'],
      },
    ]);
    expect(toldOn(CODE, risen({ eno1: { rxErrors: 4 } }))).toEqual([]);
  });

  it('are frames that the host drops: ten in a second, and more than one in a hundred', () => {
    expect(toldOn(CODE, risen({ eno1: { rxDropped: 1000 } }))).toEqual(['warning: eno1 drops frames']);
    expect(toldOn(CODE, risen({ eno1: { rxDropped: 99 } }))).toEqual([]);
    expect(toldOn(CODE, risen({ eno1: { rxDropped: 400 } }))).toEqual([]);
  });

  it('are frames that a guest doesn’t fetch, while it sends', () => {
    expect(foundOn(CODE, risen({ vnet0: { txDropped: 5000 } }))).toMatchObject([
      {
        severity: 'warning',
        subject: ['link:vnet0', 'vnic:uuid-of-web/52:54:00:aa:00:01'],
        title: 'web’s net0: frames for the guest are dropped',
      },
    ]);
    expect(toldOn(CODE, risen({ vnet0: { txDropped: 5000, rxPackets: 0 } }))).toEqual([]);
    expect(toldOn(CODE, risen({ vnet0: { rxDropped: 5000 } }))).toEqual([]);
  });

  it('are nothing on a card that nobody uses', () => {
    const idle = risen({ eno9: { rxErrors: 100 } });
    expect(toldOn(CODE, { ...idle, links: [...lan.links, aPnic('eno9', null)] })).toEqual([]);
  });

  it('are not checked by one reading, which has only totals', () => {
    const counted = lan.links.map((link) => ({ ...link, counters: { ...none, rxErrors: 900_000 } }));
    const snapshot = aSnapshot({ ...lan, links: counted });
    const { findings, notChecked } = findFindings(snapshot, buildTopology(snapshot, 1));
    expect(findings.filter(({ code }) => code === CODE)).toEqual([]);
    expect(notChecked.find(({ code }) => code === CODE)?.why).toMatch(/^It needs two readings/);
  });
});
