import type { DemoDomain, DemoNetwork, Homelab } from '../model.ts';
import { type Done, failed } from './session.ts';

/** By id, then UUID, then name: why a VM named `1` must be asked for by its UUID. */
export function findDomain(lab: Homelab, wanted: string): DemoDomain | undefined {
  const { domains } = lab;
  const byId = /^\d+$/.test(wanted) ? domains.find((domain) => domain.id === Number(wanted)) : undefined;
  return (
    byId ??
    domains.find((domain) => domain.uuid === wanted.toLowerCase()) ??
    domains.find((domain) => domain.name === wanted)
  );
}

export function noDomain(wanted: string): Done {
  return failed(`failed to get domain '${wanted}'`);
}

/** By UUID, then name. */
export function findNetwork(lab: Homelab, wanted: string): DemoNetwork | undefined {
  const { networks } = lab;
  return (
    networks.find((network) => network.uuid === wanted.toLowerCase()) ??
    networks.find((network) => network.name === wanted)
  );
}

export function noNetwork(wanted: string): Done {
  return failed(
    `failed to get network '${wanted}'`,
    `Network not found: no network with matching name '${wanted}'`,
  );
}
