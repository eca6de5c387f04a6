import { expect } from 'vitest';
import { homelab } from '#electron/demo/homelab/homelab.ts';
import type { Homelab } from '#electron/demo/model.ts';
import { Engine } from '#electron/engine/engine.ts';
import type { Edit } from '#shared/edits/model.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { vnicId } from '#shared/topology/model.ts';
import { quickDemo } from './asking.ts';

const { domains } = homelab();

export function uuid(name: string): string {
  return domains.find((domain) => domain.name === name)?.uuid ?? '';
}

/** The nth vNIC of a VM, counted from 0. */
export function vnic(name: string, index = 0): string {
  const domain = domains.find((one) => one.name === name);
  return vnicId(uuid(name), (domain?.live[index] ?? domain?.defined[index])?.mac ?? '');
}

/** Where every cable is, and what the host's links and networks are like, in what does not change with a new TAP: a vNIC by its MAC, a TAP by whom it backs. */
function cabling(snapshot: HostSnapshot): object {
  const { domains, links } = snapshot;
  const master = (name: string | null) => links.find((link) => link.name === name)?.master ?? null;
  const plug = ({ mac, model, source, linkState }: DomainInterface) => [mac, model, source, linkState];
  const byMac = (one: { mac: string | null }, other: { mac: string | null }) =>
    (one.mac ?? '').localeCompare(other.mac ?? '');
  return {
    vnics: domains.map((domain) => ({
      name: domain.name,
      live: [...domain.live].sort(byMac).map((one) => [...plug(one), master(one.targetDev)]),
      defined: [...domain.defined].sort(byMac).map(plug),
      saved: [...(domain.saved ?? [])].sort(byMac).map(plug),
    })),
    others: links
      .filter(({ name }) => !/^(vnet|macvtap)/.test(name))
      .map(({ name, master, up, mtu, bridge, bondMode, bond, vlan }) => [
        name,
        master,
        up,
        mtu,
        bridge,
        bondMode,
        bond?.settings,
        vlan,
      ])
      .sort(byText),
    vlans: Object.entries(snapshot.portVlans ?? {})
      .map(([name, vlans]) => [/^vnet/.test(name) ? 'a vnet' : name, vlans])
      .sort(byText),
    addresses: snapshot.addresses
      .map(({ link, address, prefixLength }) => [link, address, prefixLength])
      .sort(byText),
    routes: snapshot.routes
      .map(({ destination, gateway, link, metric, protocol }) => [
        destination,
        gateway,
        link,
        metric,
        protocol,
      ])
      .sort(byText),
    networks: snapshot.networks
      .map(({ name, uuid, active, autostart, persistent, definition }) => [
        name,
        uuid,
        active,
        autostart,
        persistent,
        definition,
      ])
      .sort(byText),
  };
}

function byText(one: unknown, other: unknown): number {
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** An engine on the demo host, whose clock jumps over every wait. */
export async function engineOnDemo(lab?: Homelab) {
  let now = 0;
  const { host, ip, edit, ask } = quickDemo(() => now, lab);
  const clock = {
    now: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const engine = new Engine(host, { pollMs: () => 60_000, lock: async () => 'none', clock });
  engine.start();
  await engine.refresh();
  // Who holds which TAP is asked once the links are known.
  await engine.refresh();
  const seen = () => cabling(engine.current().snapshot);
  const close = async () => {
    await engine.stop();
    await host.close();
  };
  return { engine, ip, edit, ask, seen, close };
}

export async function applied(engine: Engine, planned: ReturnType<Engine['plan']>): Promise<string> {
  if (!planned.ok) return `refused: ${planned.refusal.why}`;
  const { outcome, message, steps } = await engine.apply(planned.plan.id);
  return outcome === 'done' ? 'done' : `${outcome}: ${message} ${JSON.stringify(steps)}`;
}

/** The edit is done, undone and done again on a demo host of its own, and what is seen of the host goes with it. */
export async function thereBackAndThere(edit: Edit, lab?: Homelab): Promise<void> {
  const { engine, seen, close } = await engineOnDemo(lab);
  const before = seen();
  expect(await applied(engine, engine.plan(edit))).toBe('done');
  const after = seen();
  expect(after).not.toEqual(before);
  expect(await applied(engine, engine.planUndo())).toBe('done');
  expect(seen()).toEqual(before);
  expect(await applied(engine, engine.planRedo())).toBe('done');
  expect(seen()).toEqual(after);
  await close();
}
