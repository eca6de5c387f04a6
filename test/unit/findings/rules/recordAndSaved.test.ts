import { describe, expect, it } from 'vitest';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import {
  aBridge,
  aDomain,
  allSources,
  aNetwork,
  anInterface,
  aShutOffDomain,
  aTap,
} from '../../support/facts.ts';
import { foundOn, toldOn } from '../../support/foundOn.ts';

const MAC = '52:54:00:aa:00:01';
const links = [aBridge('br0'), aBridge('br1'), aTap('vnet0', 'br0')];
const live = (bridge: string, linkState: 'up' | 'down' = 'up') =>
  anInterface({ bridge }, { mac: MAC, targetDev: 'vnet0', linkState });

/** `web`, with what it has now and from its next boot on. */
function host(now: string, next: string, over: Partial<HostSnapshot> = {}): Partial<HostSnapshot> {
  return { links, domains: [aDomain('web', [live(now)], { defined: [live(next)] })], ...over };
}

describe('what libvirt has on record', () => {
  it('is wrong where the kernel shows another bridge, and is corrected or gone back to', () => {
    const [found, ...others] = foundOn('libvirt-record-wrong', host('br1', 'br0'));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      title: 'web’s net0: not on the bridge libvirt has on record',
      repairs: [
        { label: 'Correct libvirt’s record', edit: { repair: 'tell-libvirt' } },
        { label: 'Reconnect as libvirt has it on record', edit: { repair: 'replug' } },
      ],
    });
  });

  it('is an error where it names a TAP that the kernel doesn’t have', () => {
    const [found] = foundOn('libvirt-record-wrong', host('br0', 'br0', { links: links.slice(0, 2) }));
    expect(found).toMatchObject({
      severity: 'error',
      repairs: [{ label: 'Create a new TAP for it', edit: { repair: 'new-tap' } }],
    });
  });

  it('is right where the kernel shows the same, and not judged where libvirt wasn’t read', () => {
    expect(toldOn('libvirt-record-wrong', host('br0', 'br0'))).toEqual([]);
    const sources = allSources({ virsh: 'failed' });
    expect(toldOn('libvirt-record-wrong', host('br1', 'br0', { sources }))).toEqual([]);
  });
});

describe('what the next boot brings', () => {
  it('is another bridge than now', () => {
    const [found, ...others] = foundOn('live-differs-from-saved', host('br0', 'br1'));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      repairs: [{ edit: { repair: 'keep-place' } }, { edit: { repair: 'place-as-defined' } }],
    });
  });

  it('is a vNIC less, or the guest’s cable plugged in again', () => {
    const without = [aDomain('web', [live('br0')], { defined: [] })];
    expect(foundOn('live-differs-from-saved', { links, domains: without })).toMatchObject([
      {
        severity: 'warning',
        repairs: [{ edit: { repair: 'keep-vnic' } }, { edit: { repair: 'remove-now' } }],
      },
    ]);
    const unplugged = [aDomain('web', [live('br0', 'down')], { defined: [live('br0')] })];
    expect(foundOn('live-differs-from-saved', { links, domains: unplugged })).toMatchObject([
      {
        severity: 'warning',
        repairs: [{ edit: { repair: 'keep-link' } }, { edit: { repair: 'link-as-defined' } }],
      },
    ]);
  });

  it('is a vNIC more, which may be meant so', () => {
    const added = [aDomain('web', [], { defined: [live('br0')] })];
    expect(foundOn('live-differs-from-saved', { links, domains: added })).toMatchObject([
      {
        severity: 'info',
        repairs: [{ edit: { repair: 'add-now' } }, { edit: { repair: 'remove-at-boot' } }],
      },
    ]);
  });

  it('is the same, or nothing at all where the VM has no definition', () => {
    expect(toldOn('live-differs-from-saved', host('br0', 'br0'))).toEqual([]);
    const transient = [aDomain('web', [live('br0')], { defined: [], persistent: false })];
    expect(toldOn('live-differs-from-saved', { links, domains: transient })).toEqual([]);
  });
});

describe('a saved image', () => {
  const saved = (image: readonly string[], definition: readonly string[]) => ({
    links,
    networks: [aNetwork('default', { bridge: 'br1' })],
    domains: [
      aShutOffDomain(
        'web',
        definition.map((place) => next(place)),
        { saved: image.map((place) => next(place)) },
      ),
    ],
  });
  const next = (place: string) =>
    anInterface(place === 'default' ? { network: place } : { bridge: place }, { mac: MAC });

  it('decides where the definition has it elsewhere, and either is moved to the other’s place', () => {
    const [found, ...others] = foundOn('saved-image-decides', saved(['br0'], ['default']));
    expect(others).toEqual([]);
    const cable = `vnic:uuid-of-web/${MAC}`;
    expect(found).toMatchObject({
      severity: 'warning',
      title: 'web’s net0: saved image and definition differ',
      why: expect.stringContaining('which has this vNIC at br0. Later starts go by the definition'),
      repairs: [
        {
          label: 'Move it to default in the saved image too',
          edit: { kind: 'move', cable, to: 'network:default' },
        },
        { label: 'Move it to br0 in the definition too', edit: { kind: 'move', cable, to: 'link:br0' } },
      ],
    });
  });

  it('offers no move to what isn’t on the host, or of a vNIC that only one of the two has', () => {
    expect(foundOn('saved-image-decides', saved(['br0'], ['br9']))[0]?.repairs).toMatchObject([
      { edit: { to: 'link:br0' } },
    ]);
    expect(foundOn('saved-image-decides', saved([], ['br0']))).toMatchObject([{ repairs: [] }]);
  });

  it('is nothing where both are the same, or none is there', () => {
    expect(toldOn('saved-image-decides', saved(['br0'], ['br0']))).toEqual([]);
    const domains = [aShutOffDomain('web', [next('br0')])];
    expect(toldOn('saved-image-decides', { links, domains })).toEqual([]);
  });
});
