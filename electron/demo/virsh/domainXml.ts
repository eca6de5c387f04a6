import type { DemoDomain, DemoVnic, Homelab } from '../model.ts';
import { vnicXml } from './vnicXml.ts';
import { escapeXml } from './xml.ts';

/** `virsh dumpxml`: the live XML of a running domain, else (and with `inactive`) its definition. */
export function domainXml(lab: Homelab, domain: DemoDomain, inactive: boolean): string {
  const live = domain.id !== null && !inactive;
  const vnics = live ? domain.live : domain.persistent ? domain.defined : domain.live.map(asDefinition);
  return xmlOf(lab, domain, live, vnics);
}

/** `virsh managedsave-dumpxml`: what the next start resumes. */
export function imageXml(lab: Homelab, domain: DemoDomain, saved: readonly DemoVnic[]): string {
  return xmlOf(lab, domain, false, saved);
}

function xmlOf(lab: Homelab, domain: DemoDomain, live: boolean, vnics: readonly DemoVnic[]): string {
  const memory = domain.memoryMiB * 1024;
  const channel = domain.agent === null ? '' : agentChannel(domain, live);
  const alias = (name: string) => (live ? `\n      <alias name='${name}'/>\n    ` : '');
  const element = (open: string, tag: string, name: string) =>
    live ? `<${open}>${alias(name)}</${tag}>` : `<${open}/>`;
  return `<domain type='kvm'${live ? ` id='${domain.id}'` : ''}>
  <name>${escapeXml(domain.name)}</name>
  <uuid>${domain.uuid}</uuid>
  <memory unit='KiB'>${memory}</memory>
  <currentMemory unit='KiB'>${memory}</currentMemory>
  <vcpu placement='static'>${domain.vcpus}</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <cpu mode='host-passthrough' check='none' migratable='on'/>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    ${element("controller type='usb' index='0' model='qemu-xhci'", 'controller', 'usb')}
    ${element("controller type='pci' index='0' model='pcie-root'", 'controller', 'pcie.0')}
${vnics.map((vnic) => vnicXml(lab, vnic)).join('')}${channel}\
    ${element("input type='mouse' bus='ps2'", 'input', 'input0')}
    ${element("input type='keyboard' bus='ps2'", 'input', 'input1')}
    <audio id='1' type='none'/>
    <memballoon model='none'/>
  </devices>
</domain>
`;
}

/** The channel that a guest agent answers on; a paused guest's does not. */
function agentChannel(domain: DemoDomain, live: boolean): string {
  const state = live ? ` state='${domain.state === 'running' ? 'connected' : 'disconnected'}'` : '';
  return `    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'${state}/>${live ? "\n      <alias name='channel0'/>" : ''}
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>
`;
}

/** A live interface without what only running ones have: as `--inactive` shows it of a transient domain. */
function asDefinition(vnic: DemoVnic): DemoVnic {
  const targetDev = vnic.managed ? null : vnic.targetDev;
  return { ...vnic, targetDev, alias: null, believedBridge: null };
}
