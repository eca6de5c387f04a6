import { createHash } from 'node:crypto';
import type { DemoNetwork, DemoVnic, Homelab } from '../model.ts';
import { escapeXml } from './xml.ts';

/** An `<interface>` of a domain's XML, indented as in `virsh dumpxml`; live when it has an alias. */
export function vnicXml(lab: Homelab, vnic: DemoVnic): string {
  const { type, source } = typeAndSource(lab, vnic);
  const target =
    vnic.targetDev === null
      ? []
      : [`<target dev='${escapeXml(vnic.targetDev)}'${vnic.managed ? '' : " managed='no'"}/>`];
  const children = [
    `<mac address='${vnic.mac}'/>`,
    ...source,
    ...target,
    ...(vnic.model === null ? [] : [`<model type='${escapeXml(vnic.model)}'/>`]),
    ...(vnic.linkState === 'down' ? ["<link state='down'/>"] : []),
    ...(vnic.alias === null ? [] : [`<alias name='${escapeXml(vnic.alias)}'/>`]),
    pciAddress(vnic.pci),
  ];
  const managed = type === 'hostdev' ? " managed='yes'" : '';
  const body = children.map((child) => `      ${child.replaceAll('\n', '\n      ')}\n`).join('');
  return `    <interface type='${type}'${managed}>\n${body}    </interface>\n`;
}

/**
 * A running vNIC of a forward=bridge network shows `type='bridge'` with both names in its source; one of any other
 * network shows `type='network'` and the bridge that libvirt put it on.
 */
function typeAndSource(lab: Homelab, vnic: DemoVnic): { type: string; source: string[] } {
  const { plug } = vnic;
  switch (plug.type) {
    case 'bridge':
      return { type: 'bridge', source: [`<source bridge='${escapeXml(plug.bridge)}'/>`] };
    case 'direct':
      return { type: 'direct', source: [`<source dev='${escapeXml(plug.dev)}' mode='${plug.mode}'/>`] };
    case 'hostdev':
      return { type: 'hostdev', source: [`<source>\n  ${pciAddress(plug.pci)}\n</source>`] };
    case 'network': {
      const name = escapeXml(plug.network);
      if (vnic.believedBridge === null) return { type: 'network', source: [`<source network='${name}'/>`] };
      const network = lab.networks.find((other) => other.name === plug.network);
      const bridge = escapeXml(vnic.believedBridge);
      const source = `<source network='${name}' portid='${portId(vnic, network)}' bridge='${bridge}'/>`;
      return { type: network?.forward === 'bridge' ? 'bridge' : 'network', source: [source] };
    }
    default:
      return { type: plug.type, source: [] };
  }
}

/** The `type='pci'` address of `0000:06:10.0`. */
function pciAddress(pci: string): string {
  const [domain, bus, device = ''] = pci.split(':');
  const [slot, part] = device.split('.');
  return `<address type='pci' domain='0x${domain}' bus='0x${bus}' slot='0x${slot}' function='0x${part}'/>`;
}

/** libvirt draws a random UUID per network port; here it follows from the vNIC, so that two reads agree. */
function portId(vnic: DemoVnic, network: DemoNetwork | undefined): string {
  const digest = createHash('sha256').update(`${network?.uuid} ${vnic.mac} ${vnic.targetDev}`).digest('hex');
  return digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-a$4-$5');
}
