import { z } from 'zod';
import type { DomainInterface } from '#shared/host/domain.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsOf, requireVnic, withInterfaces } from '../change.ts';
import type { Condition } from '../condition.ts';
import { plugTargetField, portKeptField, sideField, text, vnicKeyField } from '../fields.ts';
import { portExpects, portKeptOf, portOps, withPort } from '../link/portKept.ts';
import { portMaster } from '../link/portMaster.ts';
import { sideWords, vnicName } from '../names.ts';
import type { Op } from '../op.ts';
import { libvirtTiming, type OpKind } from '../opKind.ts';
import { isRefusal } from '../refusal.ts';
import { definedPort } from './definedPort.ts';
import { bridgeOf, findNetwork, plugOf, plugWords } from './plug.ts';
import { deviceCommand, imageCommand } from './virsh.ts';
import { vnicCuts } from './vnicCuts.ts';
import { vnicIn } from './vnicKey.ts';
import { pluggedXml } from './vnicXml.ts';

type VnicSource = Extract<Op, { op: 'vnic-source' }>;

/** Plugs a vNIC into another bridge or network: `virsh update-device` keeps the device and the TAP. */
export const vnicSource: OpKind<VnicSource> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-source'),
    domain: text,
    vnic: vnicKeyField,
    scope: sideField,
    target: plugTargetField,
    port: portKeptField.optional(),
  }),

  command({ domain, scope, vnic, target }, snapshot) {
    const present = requireVnic(snapshot, domain, scope, vnic);
    if (isRefusal(present)) return present;
    const xml = pluggedXml(present, target);
    if (isRefusal(xml)) return xml;
    return scope === 'saved'
      ? imageCommand(domain, present, xml)
      : deviceCommand('update-device', domain, scope, xml);
  },

  inverse({ port: _, ...op }, snapshot) {
    const present = requireVnic(snapshot, op.domain, op.scope, op.vnic);
    if (isRefusal(present)) return present;
    const back = { ...op, target: plugOf(present) };
    const tap =
      op.scope !== 'live' ? undefined : snapshot.links.find(({ name }) => name === present.targetDev);
    const port = tap === undefined ? null : portKeptOf(tap, snapshot);
    if (tap === undefined || port === null) return back;
    const isBack = portOps(tap.name, port, plug(back, plug(op, snapshot))).length === 0;
    return isBack ? back : { ...back, port };
  },

  expects(op, snapshot) {
    const { domain, scope, vnic, target, port } = op;
    const source: Condition = { is: 'vnic-source', domain, vnic, scope, target };
    const bridge = bridgeOf(snapshot, target);
    if (scope !== 'live' || bridge === null) return [source];
    const plugged: readonly Condition[] = [source, { is: 'vnic-on-bridge', domain, vnic, bridge }];
    const tap = vnicIn(snapshot, domain, scope, vnic)?.targetDev ?? null;
    if (port === undefined || tap === null) return plugged;
    return [...plugged, ...portExpects(tap, port, plug(op, snapshot))];
  },

  after(op, snapshot) {
    const tap = vnicIn(snapshot, op.domain, op.scope, op.vnic)?.targetDev ?? null;
    const plugged = plug(op, snapshot);
    return op.port === undefined || tap === null ? plugged : withPort(tap, op.port, plugged);
  },

  words({ domain, scope, vnic, target }, snapshot) {
    const name = vnicName(snapshot, domain, scope, vnic);
    return {
      title: `Connect ${name} to ${plugWords(target)} ${sideWords(scope)}`,
      waitingFor: `waiting for libvirt to connect ${name} to ${plugWords(target)}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  cuts: (op, snapshot) => vnicCuts(op, snapshot),
  silence: () => 0,
  drops: () => [],
};

/** As libvirt does it: of what was set on the port it sets again what the vNIC's XML says. */
function plug({ domain, scope, vnic, target }: VnicSource, snapshot: HostSnapshot): HostSnapshot {
  const present = requireVnic(snapshot, domain, scope, vnic);
  if (isRefusal(present)) return snapshot;
  const plugged = factsOf(pluggedXml(present, target));
  if (plugged === null) return snapshot;
  const bridge = bridgeOf(snapshot, target);
  const changed =
    scope === 'live' ? { ...asShownLive(plugged, snapshot, bridge), targetDev: present.targetDev } : plugged;
  const after = withInterfaces(snapshot, domain, scope, (vnics) =>
    vnics.map((each) => (each === present ? changed : each)),
  );
  if (scope !== 'live' || present.targetDev === null || bridge === null) return after;
  const onBridge = { op: 'port-master', link: present.targetDev, master: bridge } as const;
  return withPort(present.targetDev, definedPort(changed), portMaster.after(onBridge, after));
}

/** Live XML names the bridge of a network, and shows a forward-mode=bridge network as type `bridge`. */
export function asShownLive(
  vnic: DomainInterface,
  snapshot: HostSnapshot,
  bridge: string | null,
): DomainInterface {
  const { network } = vnic.source;
  if (network === null) return vnic;
  const isBridged = findNetwork(snapshot, network)?.forward === 'bridge' && bridge !== null;
  return { ...vnic, type: isBridged ? 'bridge' : vnic.type, source: { ...vnic.source, bridge } };
}
