import type { Route } from '#shared/host/address.ts';
import type { Track } from './track.ts';

/** Whom the guest should reach first: `192.168.122.1`, `its gateway (this host’s is 192.168.1.1)`; only the guest knows its own. */
export function guestGatewayWords(track: Track): string {
  const { way } = track;
  const own = way.kind === 'routed' ? way.from?.addresses[0]?.split('/')[0] : undefined;
  if (own !== undefined) return own;
  const gateway = way.kind === 'ports' ? hostRoute(track)?.gateway : null;
  return gateway == null ? 'its gateway' : `its gateway (this host’s is ${gateway})`;
}

/** The host’s default route by the way that the guest’s packets take too; null: it has none there. */
export function hostRoute({ scene, way, bridges }: Track): Route | null {
  const { routes } = scene.snapshot;
  const defaults = routes.filter(
    ({ destination, gateway, link }) => destination === 'default' && gateway !== null && link !== null,
  );
  const ordered = defaults.toSorted((a, b) =>
    a.family === b.family ? a.metric - b.metric : a.family === 'inet' ? -1 : 1,
  );
  if (way.kind === 'none') return null;
  if (way.kind === 'routed') return ordered[0] ?? null;
  const links = new Set([
    ...bridges.map(({ bridge }) => bridge.name),
    ...way.ports.map(({ link }) => link.name),
  ]);
  return ordered.find(({ link }) => link !== null && links.has(link)) ?? null;
}
