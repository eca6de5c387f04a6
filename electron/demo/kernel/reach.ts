import { hasCarrier } from '../ip/linkState.ts';
import type { DemoNeighbour, Homelab } from '../model.ts';
import { findLink } from './links.ts';
import { connectedLink } from './routes.ts';

/** Where a machine's frames come in: behind a guest's TAP, or behind a socket. */
export interface Station {
  readonly mac: string;
  readonly link: string;
}

/** Every machine that the host's links lead to: guests that run, those of a bare QEMU, and what is beyond the sockets. */
export function stationsOf(lab: Homelab): Station[] {
  const ofLibvirt = lab.domains
    .filter((domain) => domain.state === 'running')
    .flatMap((domain) => domain.live)
    .filter((vnic) => vnic.linkState === 'up')
    .flatMap((vnic) => (vnic.targetDev === null ? [] : [{ mac: vnic.mac, link: vnic.targetDev }]));
  const ofOthers = lab.processes.flatMap(({ argv }) => {
    const text = argv.join(' ');
    const link = /\bifname=([^, ]+)/.exec(text)?.[1];
    const mac = /\bmac=([^, ]+)/.exec(text)?.[1];
    return link === undefined || mac === undefined ? [] : [{ mac, link }];
  });
  return [...ofLibvirt, ...ofOthers, ...lab.stations];
}

/** Whether a frame that the host sends out of `link` gets to the machine: it is behind that link, or behind a port of it. */
export function reaches(lab: Homelab, link: string, mac: string): boolean {
  const own = findLink(lab, link);
  if (own === undefined || !hasCarrier(lab, own)) return false;
  return stationsOf(lab).some((station) => {
    const port = findLink(lab, station.link);
    if (station.mac !== mac || port === undefined || !hasCarrier(lab, port)) return false;
    // A port's frames are its bridge's: the port itself hears nothing of them any more.
    return port.master === null ? port.name === link : port.master === link;
  });
}

/** The neighbours that the host has a link to: each by the link whose prefix it lies in. */
export function neighboursOf(lab: Homelab): (DemoNeighbour & { readonly link: string })[] {
  return lab.neighbours.flatMap((neighbour) => {
    if (neighbour.state === 'unasked') return [];
    const link = connectedLink(lab, neighbour.address)?.name;
    return link === undefined ? [] : [{ ...neighbour, link }];
  });
}
