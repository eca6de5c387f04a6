import { describe, expect, it } from 'vitest';
import type { Edit } from '#shared/edits/model.ts';
import { planEdit } from '#shared/edits/plan.ts';
import type { Gap } from '#shared/host/source.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { linkId, networkId, vnicId } from '#shared/topology/model.ts';
import { aSource } from '../support/facts.ts';
import { house, mac, WEB } from './support/house.ts';

const net0 = vnicId(WEB, mac(1));
const UNKNOWN = 'couldn’t check';

/** The house without one link, as a read shows it whose list of links lacks what the gap says. */
function lacking(link: string, gap: Gap | null) {
  const whole = house();
  const links = {
    ...aSource('ip-link', gap === null ? 'ok' : 'partial'),
    ...(gap === null ? {} : { gap, message: `entry 4 (“${link}”) is not JSON` }),
  };
  const others = ['ip-addr', 'ip-route', 'virsh'] as const;
  return house({
    links: whole.links.filter(({ name }) => name !== link),
    sources: [links, ...others.map((name) => aSource(name))],
  });
}

function refusal(snapshot: ReturnType<typeof house>, edit: Edit): string {
  const options = { id: 'p', randomMac: () => mac(9), randomUuid: () => '' };
  const planned = planEdit(snapshot, buildTopology(snapshot, 1), edit, options);
  return planned.ok ? '' : planned.refusal.why;
}

const CERTAIN: readonly (Gap | null)[] = [null, { names: ['erspan1'], others: false }];
const UNCERTAIN = (link: string): readonly Gap[] => [
  { names: [link], others: false },
  { names: [], others: true },
];

describe('a link that is not among the links that were read', () => {
  const intoNetwork: Edit = { kind: 'move', cable: net0, to: networkId('lab net 2') };
  const ofVm: Edit = { kind: 'move', cable: net0, to: linkId('br1') };

  it.each(CERTAIN)('is gone where the list lacks nothing of it (%o)', (gap) => {
    expect(refusal(lacking('virbr7', gap), intoNetwork)).toContain('is no longer on the host');
    expect(refusal(lacking('vnet0', gap), { ...ofVm, persist: 'now' })).toContain('is no longer on the host');
  });

  it('is not known where the list may lack it, and the reason says why', () => {
    for (const gap of UNCERTAIN('virbr7')) {
      const why = refusal(lacking('virbr7', gap), intoNetwork);
      expect(why).toContain(UNKNOWN);
      expect(why).toContain('entry 4 (“virbr7”) is not JSON');
    }
    for (const gap of UNCERTAIN('vnet0')) {
      expect(refusal(lacking('vnet0', gap), { ...ofVm, persist: 'now' })).toContain(UNKNOWN);
    }
  });

  it('may be what is plugged into a bridge, which is not deleted then', () => {
    const deleted: Edit = { kind: 'link-delete', link: linkId('br2') };
    expect(refusal(lacking('none', null), deleted)).not.toContain(UNKNOWN);
    for (const gap of UNCERTAIN('none')) expect(refusal(lacking('none', gap), deleted)).toContain(UNKNOWN);
  });

  it('may be what the host is reached by', () => {
    const down: Edit = { kind: 'link-set', link: linkId('enp3s0'), state: 'down' };
    for (const gap of UNCERTAIN('none')) {
      expect(refusal(lacking('none', gap), down)).toContain('can’t see how this host is reached at present');
    }
  });
});

describe('the TAP that libvirt names for a running vNIC', () => {
  const has = (gap: Gap | null) => {
    const { edges, nodes } = buildTopology(lacking('vnet0', gap), 1);
    const vnic = nodes.find(({ id }) => id === net0);
    const conflicts = edges.filter(({ to }) => to === net0).flatMap((edge) => edge.conflicts);
    return {
      tap: vnic !== undefined && 'tap' in vnic ? vnic.tap : null,
      codes: conflicts.map(({ code }) => code),
    };
  };

  it('is missing where the list of links is whole, and unknown where it may lack it', () => {
    for (const gap of CERTAIN) expect(has(gap)).toMatchObject({ tap: null, codes: ['missing-tap'] });
    for (const gap of UNCERTAIN('vnet0')) expect(has(gap)).toMatchObject({ tap: 'vnet0', codes: [] });
  });
});
