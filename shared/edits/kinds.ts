import { attachKind } from './drafts/attach.ts';
import { detachKind } from './drafts/detach.ts';
import { vnicLinkKind } from './drafts/link.ts';
import { bondCreateKind } from './drafts/links/bondCreate.ts';
import { bondSetKind } from './drafts/links/bondSet.ts';
import { bridgeCreateKind } from './drafts/links/bridgeCreate.ts';
import { bridgeSetKind } from './drafts/links/bridgeSet.ts';
import { linkDeleteKind } from './drafts/links/linkDelete.ts';
import { linkSetKind } from './drafts/links/linkSet.ts';
import { mtuKind } from './drafts/links/mtu.ts';
import { portVlansKind } from './drafts/links/portVlans.ts';
import { switchVlansKind } from './drafts/links/switchVlans.ts';
import { tapCreateKind } from './drafts/links/tapCreate.ts';
import { vlanCreateKind } from './drafts/links/vlanCreate.ts';
import { moveKind } from './drafts/move.ts';
import { networkAutostartKind } from './drafts/networks/autostart.ts';
import { networkDefineKind } from './drafts/networks/define.ts';
import { networkDeleteKind } from './drafts/networks/delete.ts';
import { networkSetKind } from './drafts/networks/set.ts';
import { repairKind } from './drafts/repair.ts';
import { unplugKind } from './drafts/unplug.ts';
import { vnicChangeKind } from './drafts/vnicChange.ts';
import type { EditKind } from './editKind.ts';
import type { PlainEdit } from './model.ts';

/** A row for each kind of edit, or it does not compile. */
export const editKinds: {
  readonly [Kind in PlainEdit['kind']]: EditKind<Extract<PlainEdit, { kind: Kind }>>;
} = {
  move: moveKind,
  attach: attachKind,
  detach: detachKind,
  unplug: unplugKind,
  link: vnicLinkKind,
  repair: repairKind,
  'bridge-create': bridgeCreateKind,
  'bridge-set': bridgeSetKind,
  'tap-create': tapCreateKind,
  'bond-create': bondCreateKind,
  'bond-set': bondSetKind,
  'vlan-create': vlanCreateKind,
  'link-delete': linkDeleteKind,
  'link-set': linkSetKind,
  mtu: mtuKind,
  'port-vlans': portVlansKind,
  'switch-vlans': switchVlansKind,
  'network-define': networkDefineKind,
  'network-set': networkSetKind,
  'network-autostart': networkAutostartKind,
  'network-delete': networkDeleteKind,
  'vnic-change': vnicChangeKind,
};

/** All that is to be known of this edit's kind. The kind is only ever given the edit that it was looked up by. */
export function kindOfEdit(edit: PlainEdit): EditKind<PlainEdit> {
  return editKinds[edit.kind] as EditKind<PlainEdit>;
}
