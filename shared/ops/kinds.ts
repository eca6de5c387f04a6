import { z } from 'zod';
import { address } from './link/address.ts';
import { bondActive } from './link/bondActive.ts';
import { bondOptions } from './link/bondOptions.ts';
import { bridgeOptions } from './link/bridgeOptions.ts';
import { linkAdd } from './link/linkAdd.ts';
import { linkDel } from './link/linkDel.ts';
import { linkDns, linkDomains } from './link/linkDns.ts';
import { linkMac } from './link/linkMac.ts';
import { linkMtu } from './link/linkMtu.ts';
import { linkState } from './link/linkState.ts';
import { portMaster } from './link/portMaster.ts';
import { portSettings } from './link/portSettings.ts';
import { portVlan } from './link/portVlan.ts';
import { route } from './link/route.ts';
import { switchPort } from './link/switchPort.ts';
import { switchVlans } from './link/switchVlans.ts';
import { networkActive } from './network/networkActive.ts';
import { networkAutostart } from './network/networkAutostart.ts';
import { networkDefine } from './network/networkDefine.ts';
import { networkUndefine } from './network/networkUndefine.ts';
import type { Op } from './op.ts';
import type { OpKind } from './opKind.ts';
import { pveNet } from './pve/pveNet.ts';
import { vnicAdd } from './vnic/vnicAdd.ts';
import { vnicLink } from './vnic/vnicLink.ts';
import { vnicModel } from './vnic/vnicModel.ts';
import { vnicRemove } from './vnic/vnicRemove.ts';
import { vnicSource } from './vnic/vnicSource.ts';
import { vnicVlans } from './vnic/vnicVlans.ts';

/** A row for each verb, or it does not compile. */
const kinds: { readonly [Verb in Op['op']]: OpKind<Extract<Op, { op: Verb }>> } = {
  'vnic-source': vnicSource,
  'vnic-add': vnicAdd,
  'vnic-remove': vnicRemove,
  'vnic-link': vnicLink,
  'vnic-vlans': vnicVlans,
  'vnic-model': vnicModel,
  'pve-net': pveNet,
  'port-master': portMaster,
  'switch-port': switchPort,
  'switch-vlans': switchVlans,
  'link-add': linkAdd,
  'link-del': linkDel,
  'link-state': linkState,
  'link-mac': linkMac,
  'link-mtu': linkMtu,
  'port-settings': portSettings,
  'port-vlan': portVlan,
  'bridge-options': bridgeOptions,
  'bond-options': bondOptions,
  'bond-active': bondActive,
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

export const opSchema: z.ZodType<Op> = z.union(Object.values(kinds).map(({ schema }) => schema));
