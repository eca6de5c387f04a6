import type { DomainInterface } from '#shared/host/domain.ts';
import { interfaceFacts, parseInterfaceXml } from '#shared/parse/interfaceXml.ts';

/** One interface from its XML, as the parser reads it. */
export function vnic(xml: string): DomainInterface {
  const element = parseInterfaceXml(xml);
  if (!element.ok) throw new Error(element.message);
  return interfaceFacts(element.value);
}

/** An `<interface>` as `virsh dumpxml` prints it: at a depth of four spaces. */
export function interfaceXml(type: string, ...children: readonly string[]): string {
  return [
    `<interface type='${type}'>`,
    ...children.map((child) => `      ${child}`),
    '    </interface>',
  ].join('\n');
}

export const slot = (number: number) =>
  `<address type='pci' domain='0x0000' bus='0x00' slot='0x0${number}' function='0x0'/>`;
