import type { DemoLink, Homelab } from '../model.ts';

export function findLink(lab: Homelab, name: string | null): DemoLink | undefined {
  return lab.links.find((link) => link.name === name);
}

export function hasLink(lab: Homelab, name: string): boolean {
  return findLink(lab, name) !== undefined;
}

export function addLink(lab: Homelab, link: Omit<DemoLink, 'ifindex'>): Homelab {
  const { next } = lab;
  return {
    ...lab,
    links: [...lab.links, { ...link, ifindex: next.ifindex }],
    next: { ...next, ifindex: next.ifindex + 1 },
  };
}

export function changeLink(lab: Homelab, name: string, change: (link: DemoLink) => DemoLink): Homelab {
  return { ...lab, links: lab.links.map((link) => (link.name === name ? change(link) : link)) };
}

/** A change as the kernel makes it: `error` is its answer when it refuses, in iproute2's words. */
export interface Changed {
  readonly lab: Homelab;
  readonly error: string | null;
}

/** What iproute2 prints for an error that comes with a number and no words of the kernel's own. */
export function answers(words: string): string {
  return `RTNETLINK answers: ${words}`;
}
