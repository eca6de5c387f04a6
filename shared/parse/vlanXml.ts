import type { SwitchVlans } from '#shared/host/ovsVlans.ts';
import { withVlans } from '#shared/host/portVlan.ts';
import type { VlanRange } from '#shared/host/vlanRange.ts';
import { attributeOf, childOf, childrenOf, type XmlElement } from './xml.ts';

/**
 * The `<vlan>` in an interface, a network or a portgroup as the VLANs that its port gets: one alone is the PVID, and of
 * several the native one is. Null: there is none.
 * Format: https://libvirt.org/formatnetwork.html#setting-vlan-tag-on-supported-network-types-only
 */
// <vlan><tag id='42'/></vlan> | <vlan trunk='yes'><tag id='42'/><tag id='123' nativeMode='untagged'/></vlan>
export function readVlan(element: XmlElement): readonly VlanRange[] | null {
  const read = readTags(element);
  if (read === null) return null;
  const ranges = read.tags.map(({ number, native }): VlanRange => {
    const pvid = !read.isTrunk || native !== null;
    return { first: number, last: number, pvid, untagged: pvid && native !== 'tagged' };
  });
  return ranges.reduce<readonly VlanRange[]>((all, vlans) => withVlans(all, { vlans, present: true }), []);
}

/**
 * The same as libvirt gives it to a port of Open vSwitch (`virNetDevOpenvswitchConstructVlans()`). Null: there is none,
 * and the port passes all VLANs.
 */
export function readSwitchVlans(element: XmlElement): SwitchVlans | null {
  const read = readTags(element);
  if (read === null) return null;
  const { tags, isTrunk } = read;
  if (!isTrunk) return { tag: tags[0]?.number ?? null, trunks: [], mode: null };
  const native = tags.find((each) => each.native !== null);
  const trunks = tags.map(({ number }) => number).sort((a, b) => a - b);
  return native === undefined
    ? { tag: null, trunks, mode: null }
    : {
        tag: native.number,
        trunks,
        mode: native.native === 'untagged' ? 'native-untagged' : 'native-tagged',
      };
}

function readTags(element: XmlElement) {
  const vlan = childOf(element, 'vlan');
  if (vlan === null) return null;
  const tags = childrenOf(vlan, 'tag').flatMap((tag) => {
    const id = attributeOf(tag, 'id') ?? '';
    const number = /^\d{1,4}$/.test(id) ? Number(id) : 0;
    const native = attributeOf(tag, 'nativeMode');
    return number >= 1 && number <= 4094 ? [{ number, native }] : [];
  });
  const isTrunk =
    attributeOf(vlan, 'trunk') === 'yes' || tags.length > 1 || tags.some(({ native }) => native !== null);
  return { tags, isTrunk };
}
