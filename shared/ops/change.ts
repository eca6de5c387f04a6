import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import type { Link } from '#shared/host/link.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { interfaceFacts, parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { refuseName } from './link/linkNames.ts';
import type { Side, VnicKey } from './op.ts';
import { type Refusal, refuse } from './refusal.ts';
import { factsSide, findDomain, findVnic, interfacesOf } from './vnic/vnicKey.ts';

/** The snapshot with other interfaces on one side of a domain. */
export function withInterfaces(
  snapshot: HostSnapshot,
  uuid: string,
  side: Side,
  change: (vnics: readonly DomainInterface[]) => readonly DomainInterface[],
): HostSnapshot {
  const domains = snapshot.domains.map((domain): Domain => {
    if (domain.uuid !== uuid) return domain;
    return { ...domain, [factsSide(side)]: change(interfacesOf(domain, side)) };
  });
  return { ...snapshot, domains };
}

/** The snapshot with one link changed; null takes it away. */
export function withLink(
  snapshot: HostSnapshot,
  name: string,
  change: (link: Link) => Link | null,
): HostSnapshot {
  const links = snapshot.links.flatMap((link) => (link.name === name ? (change(link) ?? []) : link));
  return { ...snapshot, links };
}

/** The link that an op works on, or why there is none. */
export function requireLink(snapshot: HostSnapshot, name: string): Link | Refusal {
  const link = snapshot.links.find((each) => each.name === name);
  if (link === undefined) {
    return refuse(`${name} is no longer on the host.`, 'Look again at what is there now.');
  }
  return refuseName(name) ?? link;
}

/** The facts that libvirt would read out of the XML that it was given. */
export function factsOf(xml: string | Refusal): DomainInterface | null {
  if (typeof xml !== 'string') return null;
  const element = parseInterfaceXml(xml);
  return element.ok ? interfaceFacts(element.value) : null;
}

/** The vNIC that an op works on, or why there is none. */
export function requireVnic(
  snapshot: HostSnapshot,
  uuid: string,
  side: Side,
  key: VnicKey,
): DomainInterface | Refusal {
  const domain = findDomain(snapshot, uuid);
  if (domain === null) return refuse('This VM is no longer on the host.', 'Look again at what is there now.');
  const vnic = findVnic(interfacesOf(domain, side), key);
  if (vnic !== null) return vnic;
  switch (side) {
    case 'live':
      return refuse(
        `The running ${domain.name} has no vNIC ${key.mac}, or several that can’t be told apart.`,
        'Look again at what the VM has now.',
      );
    case 'config':
      return refuse(
        `The definition of ${domain.name} has no vNIC ${key.mac}, or several that can’t be told apart.`,
        'Change only the running VM, or edit the definition with virsh edit.',
      );
    case 'saved':
      return refuse(
        `The saved image of ${domain.name} has no vNIC ${key.mac}, or several that can’t be told apart.`,
        'Look again at what the VM has now.',
      );
  }
}
