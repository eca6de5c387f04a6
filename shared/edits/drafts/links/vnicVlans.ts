import type { DomainInterface } from '#shared/host/domain.ts';
import { ovsPort, vlansOfPort } from '#shared/host/ovs.ts';
import {
  allVlans,
  isSameVlans,
  type SwitchVlans,
  switchVlanMode,
  switchVlanWords,
} from '#shared/host/ovsVlans.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import type { Op, Scope } from '#shared/ops/op.ts';
import { alreadySo, isRefusal, type Refusal, refuse } from '#shared/ops/refusal.ts';
import type { NodeId, Topology } from '#shared/topology/model.ts';
import { vnicCable } from '../../cable.ts';
import type { SwitchVlansEdit } from '../../model.ts';
import type { EditDraft } from '../draft.ts';
import { choosePersist, refuseConfig, refuseLive } from '../persist.ts';
import { type FoundVnic, vnicOfCable } from '../vnicDraft.ts';
import { vlanEffects } from './switchVlanWords.ts';

/** A vNIC whose port libvirt makes in Open vSwitch, with its VLANs; null: the node is no such vNIC, nor the port of one. */
export function vnicOnSwitch(
  snapshot: HostSnapshot,
  topology: Topology,
  id: NodeId,
): FoundVnic | Refusal | null {
  const cable = vnicCable(topology, id);
  if (isRefusal(cable) || cable.vm.hypervisor !== 'libvirt') return null;
  const found = vnicOfCable(snapshot, topology, id);
  if (isRefusal(found)) return found;
  return [found.live, found.defined].some((each) => each !== null && isOnSwitch(each, snapshot))
    ? found
    : null;
}

/** A vNIC on a network has Open vSwitch’s type in its live XML only. */
function isOnSwitch({ virtualPort, source }: DomainInterface, { networks, ovs }: HostSnapshot): boolean {
  if (virtualPort !== undefined) return virtualPort === 'openvswitch';
  const bridge = networks.find(({ name }) => name === source.network)?.bridge;
  return ovs?.bridges.some(({ name }) => name === bridge) === true;
}

/** libvirt sets the VLANs of the ports that it makes, now and at each start: it is libvirt that is told. */
export function draftVnicVlans(
  snapshot: HostSnapshot,
  found: FoundVnic,
  edit: SwitchVlansEdit,
  wanted: SwitchVlans,
): EditDraft | Refusal {
  const { domain, key, live, defined, name, vnic, touches } = found;
  const unfit = refuseForLibvirt(name, wanted);
  if (unfit !== null) return unfit;
  const now = live === null ? null : vlansNow(snapshot, live);
  const boot = defined === null ? null : (defined.switchVlans ?? allVlans);
  const vlans = isSameVlans(wanted, allVlans) ? null : withNative(wanted);
  const set = (scope: Scope): Op[] => [{ op: 'vnic-vlans', domain: domain.uuid, scope, vnic: key, vlans }];
  const chosen = choosePersist(
    {
      live:
        refuseLive(domain) ??
        (live === null || now === null
          ? refuse(`The running ${domain.name} doesn’t have ${name}.`, 'Choose boot.')
          : isSameVlans(now, wanted)
            ? []
            : liveOps(live, wanted, set('live'))),
      config:
        refuseConfig(domain) ??
        (boot === null
          ? refuse(`The definition of ${domain.name} doesn’t have ${name}.`, 'Choose now.')
          : isSameVlans(boot, wanted)
            ? []
            : set('config')),
    },
    edit.persist,
  );
  if (isRefusal(chosen)) return chosen;
  const { lasts, choices, ops } = chosen;
  const was = (lasts === 'boot' ? boot : now) ?? allVlans;
  if (ops.length === 0) return alreadySo(`${name} is already in ${switchVlanWords(wanted)}.`);
  return {
    edit: { ...edit, port: vnic.id, persist: lasts },
    title: `Put ${name} into ${switchVlanWords(wanted)}`,
    effects: [
      ...(lasts === 'boot' || now === null ? [] : vlanEffects(name, now, wanted)),
      ...(lasts === 'now'
        ? []
        : [
            `libvirt puts it there at each start of ${domain.name}, ${lasts === 'both' ? 'too' : 'from the next one on'}.`,
          ]),
    ],
    warnings:
      lasts === 'now' && boot !== null && !isSameVlans(boot, wanted)
        ? [`libvirt sets ${switchVlanWords(boot)} again at the next start of ${domain.name}.`]
        : [],
    lasts,
    persistChoices: choices,
    ops,
    undoTitle: `Put ${name} into ${switchVlanWords(was)} again`,
    touches,
    done: `Put ${name} into ${switchVlanWords(wanted)}`,
  };
}

function vlansNow({ ovs }: HostSnapshot, live: DomainInterface): SwitchVlans {
  const port = ovs === undefined || live.targetDev === null ? null : ovsPort(ovs, live.targetDev);
  return port === null ? (live.switchVlans ?? allVlans) : vlansOfPort(port);
}

/** Where libvirt has them on record already, it does nothing: the port itself is set back. */
function liveOps(live: DomainInterface, wanted: SwitchVlans, byLibvirt: readonly Op[]): readonly Op[] {
  const isOnRecord = isSameVlans(live.switchVlans ?? allVlans, wanted);
  return isOnRecord && live.targetDev !== null
    ? [{ op: 'switch-vlans', port: live.targetDev, vlans: wanted }]
    : byLibvirt;
}

/** libvirt names the native VLAN among the trunked ones. */
function withNative(vlans: SwitchVlans): SwitchVlans {
  const { tag, trunks } = vlans;
  if (tag === null || trunks.length === 0) return vlans;
  return { ...vlans, trunks: [...new Set([...trunks, tag])].sort((a, b) => a - b) };
}

/** What libvirt’s `<vlan>` has no words for. */
function refuseForLibvirt(name: string, vlans: SwitchVlans): Refusal | null {
  const mode = switchVlanMode(vlans);
  if (mode === 'dot1q-tunnel') {
    return refuse(
      `libvirt sets the VLANs of ${name}, and can’t make its port an 802.1Q tunnel.`,
      'Choose another mode.',
    );
  }
  return mode !== 'access' && mode !== 'trunk' && vlans.trunks.length === 0
    ? refuse(
        `libvirt sets the VLANs of ${name}, and can’t set a native VLAN beside all others.`,
        'Name the VLANs that pass tagged.',
      )
    : null;
}
