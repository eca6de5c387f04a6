import { z } from 'zod';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { factsOf, withInterfaces } from '../change.ts';
import { newVnicField, scopeField, text } from '../fields.ts';
import { withComingLink } from '../link/comingLink.ts';
import { sideWords, vmName } from '../names.ts';
import type { NewVnic, Op, PlugTarget, VnicKey } from '../op.ts';
import { libvirtTiming, type OpKind, passesOn } from '../opKind.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { bridgeOf, plugOf, plugWords } from './plug.ts';
import { deviceCommand } from './virsh.ts';
import { countMac, findDomain, guestAddress, interfacesOf } from './vnicKey.ts';
import { asShownLive } from './vnicSource.ts';
import { formerXml, newVnicXml } from './vnicXml.ts';

type VnicAdd = Extract<Op, { op: 'vnic-add' }>;

/** Gives a VM a vNIC: a new one, or one that it had. */
export const vnicAdd: OpKind<VnicAdd> = {
  rights: 'libvirt',
  schema: z.strictObject({
    op: z.literal('vnic-add'),
    domain: text,
    scope: scopeField,
    device: newVnicField,
  }),

  command({ domain, scope, device }, snapshot) {
    if (findDomain(snapshot, domain) === null) {
      return refuse('This VM is no longer on the host.', 'Look again at what is there now.');
    }
    const xml = deviceXml(device);
    return isRefusal(xml) ? xml : deviceCommand('attach-device', domain, scope, xml);
  },

  inverse({ domain, scope, device }, snapshot) {
    const vnic = keyOfNew(device, presentCount(domain, scope, device, snapshot));
    return vnic === null ? unnameable() : { op: 'vnic-remove', domain, scope, vnic };
  },

  expects({ domain, scope, device }, snapshot) {
    const mac = macOf(device);
    const before = presentCount(domain, scope, device, snapshot);
    const target = targetOf(device);
    const vnic = keyOfNew(device, before);
    const counted = { is: 'vnic-count', domain, scope, mac, count: before + 1 } as const;
    if (vnic === null) return [counted];
    const source = { is: 'vnic-source', domain, vnic, scope, target } as const;
    const model = device.kind === 'new' ? device.model : device.was.model;
    const tap = scope === 'config' ? (factsOf(deviceXml(device))?.targetDev ?? null) : null;
    const shown = [
      counted,
      source,
      ...(model === null ? [] : [{ is: 'vnic-model', domain, vnic, scope, model } as const]),
      ...(tap === null ? [] : [{ is: 'vnic-tap', domain, vnic, scope, tap } as const]),
    ];
    const bridge = bridgeOf(snapshot, target);
    if (scope === 'config' || bridge === null) return shown;
    return [...shown, { is: 'vnic-on-bridge', domain, vnic, bridge }];
  },

  after({ domain, scope, device }, snapshot) {
    const added = factsOf(deviceXml(device));
    if (added === null) return snapshot;
    const present = findDomain(snapshot, domain);
    if (scope === 'config' || present === null) {
      return withInterfaces(snapshot, domain, scope, (vnics) => [...vnics, added]);
    }
    const bridge = bridgeOf(snapshot, targetOf(device));
    const coming = withComingLink(snapshot, present, asShownLive(added, snapshot, bridge), bridge);
    return withInterfaces(coming.snapshot, domain, scope, (vnics) => [...vnics, coming.vnic]);
  },

  words({ domain, scope, device }, snapshot) {
    const where = plugWords(targetOf(device));
    const name = vmName(snapshot, domain);
    const what = device.kind === 'new' ? `a ${device.model} vNIC ${device.mac}` : `its vNIC ${macOf(device)}`;
    return {
      title: `Attach ${what} to ${name} on ${where} ${sideWords(scope)}`,
      waitingFor: `waiting for the vNIC of ${name} to appear on ${where}`,
    };
  },

  timing: () => libvirtTiming,

  links: () => [],
  ...passesOn,
};

function deviceXml(device: NewVnic): string | Refusal {
  return device.kind === 'new' ? newVnicXml(device.mac, device.model, device.target) : formerXml(device.was);
}

function macOf(device: NewVnic): string {
  // A vNIC that could be removed had a key, and so a MAC.
  return device.kind === 'new' ? device.mac : (device.was.mac ?? '');
}

function targetOf(device: NewVnic): PlugTarget {
  return device.kind === 'new' ? device.target : plugOf(device.was);
}

function presentCount(
  domain: string,
  scope: VnicAdd['scope'],
  device: NewVnic,
  snapshot: HostSnapshot,
): number {
  const present = findDomain(snapshot, domain);
  return present === null ? 0 : countMac(interfacesOf(present, scope), macOf(device));
}

/** How the added vNIC will be found: a twin by its address, which `formerXml` keeps; null where it has none. */
function keyOfNew(device: NewVnic, twins: number): VnicKey | null {
  const mac = macOf(device);
  if (twins === 0) return { mac, alias: null, address: null };
  const address = device.kind === 'new' ? null : guestAddress(device.was);
  return address === null ? null : { mac, alias: null, address };
}

function unnameable(): Refusal {
  return refuse(
    'The VM already has a vNIC with this MAC; the two couldn’t be told apart.',
    'Choose another MAC.',
  );
}
