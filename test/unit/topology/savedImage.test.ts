import { describe, expect, it } from 'vitest';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { FactPart } from '#shared/host/source.ts';
import { buildTopology } from '#shared/topology/build.ts';
import { stateWord } from '#shared/topology/words.ts';
import {
  aBridge,
  aDomain,
  allSources,
  anInterface,
  aShutOffDomain,
  aSnapshot,
  aTap,
} from '../support/facts.ts';

const onBr = (bridge: string): DomainInterface => anInterface({ bridge });

function topologyOf(
  defined: readonly DomainInterface[],
  saved: readonly DomainInterface[] | null | undefined,
) {
  const off = aShutOffDomain('saver', defined);
  return buildTopology(
    aSnapshot({
      links: [aBridge('br0'), aBridge('br1')],
      domains: [saved === undefined ? off : { ...off, saved }],
    }),
    1,
  );
}

const definedOf = ({ edges }: ReturnType<typeof buildTopology>) =>
  edges.find(({ kind }) => kind === 'defined');
const vmOf = ({ nodes }: ReturnType<typeof buildTopology>) => nodes.find((node) => node.kind === 'vm');

describe('a VM with a managed-save image', () => {
  it('is saved in words, and keeps the state that libvirt calls it by', () => {
    const vm = vmOf(topologyOf([onBr('br0')], [onBr('br0')]));
    expect(vm).toMatchObject({ state: 'shut off', managedSave: true });
    expect(vm?.kind === 'vm' && stateWord(vm)).toBe('saved');
    expect(vmOf(topologyOf([onBr('br0')], null))).toMatchObject({ managedSave: null });
    expect(vmOf(topologyOf([onBr('br0')], undefined))).not.toHaveProperty('managedSave');
  });

  it('has its cables where the image has them, and tells where the definition differs', () => {
    const same = definedOf(topologyOf([onBr('br0')], [onBr('br0')]));
    expect(same).toMatchObject({ to: 'link:br0', conflicts: [] });
    const other = definedOf(topologyOf([onBr('br1')], [onBr('br0')]));
    expect(other).toMatchObject({ to: 'link:br0', conflicts: [{ code: 'saved-otherwise' }] });
    expect(other?.conflicts[0]?.message).toBe(
      'The next start of saver resumes its saved image, which has this vNIC at br0. Later starts go by the definition, which has it at br1.',
    );
  });

  it('tells of a vNIC that only one of the two has', () => {
    const [onlyImage, onlyDefined] = [topologyOf([], [onBr('br0')]), topologyOf([onBr('br0')], [])];
    expect(definedOf(onlyImage)?.conflicts[0]?.message).toContain('The definition of saver has no such vNIC');
    expect(definedOf(onlyDefined)?.conflicts[0]?.message).toContain(
      'The saved image of saver has no such vNIC',
    );
  });
});

describe('a running VM of which a side is of an earlier read', () => {
  it('contradicts nothing, and another VM does', () => {
    const running = (name: string, tap: string) =>
      aDomain(name, [{ ...onBr('br0'), targetDev: tap }], { defined: [onBr('br0')] });
    const [stale, fresh] = [running('stale', 'vnet0'), running('fresh', 'vnet1')];
    const unread: FactPart[] = [{ of: 'domain', uuid: stale.uuid, side: 'live' }];
    const { edges } = buildTopology(
      aSnapshot({
        sources: allSources().map((each) => (each.name === 'virsh' ? { ...each, unread } : each)),
        links: [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br1'), aTap('vnet1', 'br1')],
        domains: [stale, fresh],
      }),
      1,
    );
    const codes = (tap: string) =>
      edges
        .find(({ kind, from }) => kind === 'port' && from === `link:${tap}`)
        ?.conflicts.map(({ code }) => code);
    expect(codes('vnet0')).toEqual([]);
    expect(codes('vnet1')).toEqual(['other-bridge']);
  });
});
