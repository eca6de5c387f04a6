import { virshLine } from '#shared/edits/virshLine.ts';
import type { VmProcess } from '#shared/host/process.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { append } from '#shared/topology/append.ts';
import { isBare, type VmNode } from '#shared/topology/model.ts';
import type { CommandRepair } from '../finding.ts';
import { cableName, type GuestCable } from '../guestCables.ts';
import type { Found, Rule } from '../rule.ts';
import type { Scene } from '../scene.ts';

/** Each frame of a VM’s virtio NIC goes through QEMU, which costs throughput, as its kernel’s vhost-net isn’t used. */
export const vhostNotUsed: Rule = {
  needs: ['tap-holders'],
  find: (scene) => {
    const processes = new Map(scene.snapshot.vmProcesses.map((process) => [process.pid, process]));
    const byGuest = new Map<string, GuestCable[]>();
    for (const cable of scene.cables) {
      if (goesThroughQemu(cable, processes.get(cable.guest.pid ?? 0))) append(byGuest, cable.guest.id, cable);
    }
    return [...byGuest.values()].flatMap((cables) => foundOf(cables, scene));
  },
};

/** An emulated VM has no use for it; other models can’t. */
function goesThroughQemu({ vnic }: GuestCable, process: VmProcess | undefined): boolean {
  if (process?.kvm !== true || process.elsewhere === true || vnic.mac === null) return false;
  const [nic, ...others] = process.nics.filter(({ mac }) => mac === vnic.mac);
  if (nic === undefined || others.length > 0 || nic.instead !== undefined) return false;
  return nic.vhost !== true && nic.model?.startsWith('virtio-net') === true;
}

function foundOf(cables: readonly GuestCable[], { snapshot }: Scene): Found[] {
  const [first, ...others] = cables;
  if (first === undefined) return [];
  const { guest } = first;
  const names = cables.map(({ vnic }) => vnic.name).join(', ');
  const domain = snapshot.domains.find(({ uuid }) => uuid === guest.uuid);
  const macs = new Set(cables.map(({ vnic }) => vnic.mac));
  // <driver name='qemu'/> asks for it.
  const isAsked =
    domain?.live.some(({ mac, xml }) => macs.has(mac) && /<driver [^>]*name=['"]qemu['"]/.test(xml)) === true;
  const vhostNet = snapshot.netSettings?.vhostNet ?? null;
  return [
    {
      severity: 'info',
      subject: [first.vnic.id, ...others.map(({ vnic }) => vnic.id), guest.id],
      title: `${guest.name} doesn’t use vhost-net for ${names}`,
      why: `QEMU itself copies each frame of ${names}. With vhost-net the kernel does, which is faster and takes less CPU. ${isAsked ? whyAsked(guest, snapshot) : whyNot(guest, vhostNet)}`,
      evidence: [
        ...cables.map(
          (cable) => `/proc/${guest.pid}/cmdline: no vhost=on for ${cableName(cable)} (${cable.vnic.mac})`,
        ),
        ...(vhostNet === null ? [] : [`/proc/misc: ${vhostNet ? 'vhost-net' : 'no vhost-net'}`]),
      ],
      repairs: isAsked || vhostNet !== false ? [] : [LOAD],
    },
  ];
}

function whyAsked({ name, uuid }: VmNode, snapshot: HostSnapshot): string {
  const edit = virshLine(snapshot, 'edit', uuid);
  return `Its XML asks for that by <driver name='qemu'/>: remove it (${edit}), then stop and start ${name}.`;
}

/** libvirt uses it wherever it can open /dev/vhost-net when the VM starts. */
function whyNot(guest: VmNode, vhostNet: boolean | null): string {
  const { name } = guest;
  const isBareQemu = isBare(guest);
  const add = 'Add vhost=on to its -netdev.';
  if (vhostNet === null)
    return `Whether the host has vhost-net loaded isn’t known: /proc/misc would list it.${isBareQemu ? ` ${add}` : ''}`;
  if (!vhostNet) return `The host doesn’t have it loaded.${isBareQemu ? ` ${add}` : ''}`;
  return isBareQemu ? add : `The host has it loaded now: stop and start ${name}, which uses it from then on.`;
}

const LOAD: CommandRepair = {
  kind: 'commands',
  label: 'Load the kernel’s vhost-net',
  commands: [['modprobe', 'vhost_net']],
  lasts: 'now',
  keep: 'Write vhost_net to /etc/modules-load.d/vhost_net.conf. A VM uses it from its next start on. Where modprobe doesn’t find it, this kernel was built without it.',
};
