import type { DemoDomain, DemoNetwork, DemoVnic, Homelab, Plug } from '../model.ts';
import type { WantedVnic } from '../virsh/deviceXml.ts';

export type Found<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

/**
 * The vNIC that device XML means: by MAC, and by alias and PCI address where they are given (virDomainNetFindIdx). A
 * definition has no aliases, so one that is given there is not looked at.
 */
export function findVnic(vnics: readonly DemoVnic[], wanted: WantedVnic): Found<DemoVnic> {
  const matches = vnics.filter(
    (vnic) =>
      (wanted.mac === null || vnic.mac === wanted.mac) &&
      (wanted.pci === null || vnic.pci === wanted.pci) &&
      (wanted.alias === null || vnic.alias === null || vnic.alias === wanted.alias),
  );
  const [match, another] = matches;
  if (another !== undefined)
    return {
      ok: false,
      error: `operation failed: multiple devices matching MAC address ${wanted.mac} found`,
    };
  if (match !== undefined) return { ok: true, value: match };
  const nil = '(<null>)';
  return {
    ok: false,
    error: `device not found: no device found at address '${wanted.pci ?? nil}' matching MAC address '${wanted.mac ?? nil}' and alias '${wanted.alias ?? nil}'`,
  };
}

/** Where libvirt would put the TAP of a vNIC plugged so, and the type that its live XML then shows. */
export interface Actual {
  readonly type: Plug['type'];
  readonly bridge: string | null;
}

/** Resolves a plug through its network, which must be there and active. */
export function actualOf(lab: Homelab, plug: Plug): Found<Actual> {
  if (plug.type === 'bridge') return { ok: true, value: { type: 'bridge', bridge: plug.bridge } };
  if (plug.type !== 'network') return { ok: true, value: { type: plug.type, bridge: null } };
  const network = lab.networks.find((other) => other.name === plug.network);
  if (network === undefined)
    return { ok: false, error: `Network not found: no network with matching name '${plug.network}'` };
  if (!network.active)
    return { ok: false, error: `Requested operation is not valid: network '${network.name}' is not active` };
  return { ok: true, value: { type: typeThrough(network), bridge: network.bridge } };
}

/** What a running vNIC's type counts as: that of a forward=bridge network is `bridge`. */
export function liveType(lab: Homelab, vnic: DemoVnic): Plug['type'] {
  const { plug } = vnic;
  if (plug.type !== 'network') return plug.type;
  const network = lab.networks.find((other) => other.name === plug.network);
  return network === undefined ? 'network' : typeThrough(network);
}

export function changeDomain(
  lab: Homelab,
  uuid: string,
  change: (domain: DemoDomain) => DemoDomain,
): Homelab {
  return { ...lab, domains: lab.domains.map((domain) => (domain.uuid === uuid ? change(domain) : domain)) };
}

function typeThrough(network: DemoNetwork): Plug['type'] {
  return network.forward === 'bridge' ? 'bridge' : 'network';
}
