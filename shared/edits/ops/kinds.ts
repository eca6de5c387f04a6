import type { Op } from '../op.ts';
import { address } from './address.ts';
import { bridgeOptions } from './bridgeOptions.ts';
import { linkAdd } from './linkAdd.ts';
import { linkDel } from './linkDel.ts';
import { linkDns, linkDomains } from './linkDns.ts';
import { linkMac } from './linkMac.ts';
import { linkMtu } from './linkMtu.ts';
import { linkState } from './linkState.ts';
import { networkActive } from './networkActive.ts';
import { networkAutostart } from './networkAutostart.ts';
import { networkDefine } from './networkDefine.ts';
import { networkUndefine } from './networkUndefine.ts';
import type { OpKind } from './opKind.ts';
import { portMaster } from './portMaster.ts';
import { portSettings } from './portSettings.ts';
import { portVlan } from './portVlan.ts';
import { route } from './route.ts';
import { vnicAdd } from './vnicAdd.ts';
import { vnicLink } from './vnicLink.ts';
import { vnicModel } from './vnicModel.ts';
import { vnicRemove } from './vnicRemove.ts';
import { vnicSource } from './vnicSource.ts';

/** A row for each verb, or it does not compile. */
const kinds: { readonly [Verb in Op['op']]: OpKind<Extract<Op, { op: Verb }>> } = {
  'vnic-source': vnicSource,
  'vnic-add': vnicAdd,
  'vnic-remove': vnicRemove,
  'vnic-link': vnicLink,
  'vnic-model': vnicModel,
  'port-master': portMaster,
  'link-add': linkAdd,
  'link-del': linkDel,
  'link-state': linkState,
  'link-mac': linkMac,
  'link-mtu': linkMtu,
  'port-settings': portSettings,
  'port-vlan': portVlan,
  'bridge-options': bridgeOptions,
  address: address,
  route: route,
  'link-dns': linkDns,
  'link-domains': linkDomains,
  'network-define': networkDefine,
  'network-undefine': networkUndefine,
  'network-active': networkActive,
  'network-autostart': networkAutostart,
};

/** How this op is done and undone. The kind is only ever given the op that it was looked up by. */
export function kindOf(op: Op): OpKind<Op> {
  return kinds[op.op] as OpKind<Op>;
}
