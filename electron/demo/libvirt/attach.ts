import { createHash } from 'node:crypto';
import { nicModels } from '#shared/host/nicModels.ts';
import type { DemoDomain, DemoVnic, Homelab } from '../model.ts';
import type { WantedVnic } from '../virsh/deviceXml.ts';
import { makeBacking } from './backing.ts';
import { actualOf, changeDomain } from './find.ts';
import { isGeneratedName, pciOf } from './naming.ts';
import { becomes, type Outcome, refuses } from './outcome.ts';

const ATTACH_MS = 120;

/** `attach-device --live`. A MAC that is in use already is accepted without a word. */
export function attachLive(lab: Homelab, domain: DemoDomain, wanted: WantedVnic, elapsed: number): Outcome {
  if (wanted.pci !== null && domain.live.some((vnic) => vnic.pci === wanted.pci))
    return refuses(`XML error: Attempted double use of PCI Address ${wanted.pci}`);
  const actual = actualOf(lab, wanted.plug);
  if (!actual.ok) return refuses(actual.error);
  const mac = wanted.mac ?? randomMac(lab);
  const model = wanted.model ?? 'rtl8139';
  const made = makeBacking(lab, domain, { ...wanted, mac }, actual.value.bridge, elapsed);
  if (!made.ok) return refuses(made.error);
  const wrong = unknownModel(model);
  if (wrong !== null) return refuses(`internal error: unable to execute QEMU command 'device_add': ${wrong}`);
  const vnic: DemoVnic = {
    mac,
    plug: wanted.plug,
    model,
    linkState: wanted.linkState,
    targetDev: made.targetDev,
    managed: wanted.managed,
    alias: nextAlias(domain),
    believedBridge: actual.value.bridge,
    pci: wanted.pci ?? freePci(domain.live),
  };
  return becomes(
    changeDomain(made.lab, domain.uuid, (present) => ({ ...present, live: [...present.live, vnic] })),
    ATTACH_MS,
  );
}

/** `attach-device --config`. */
export function attachConfig(lab: Homelab, domain: DemoDomain, wanted: WantedVnic): Outcome {
  if (wanted.pci !== null && domain.defined.some((vnic) => vnic.pci === wanted.pci))
    return refuses(`XML error: Attempted double use of PCI Address ${wanted.pci}`);
  const own = wanted.targetDev !== null && !isGeneratedName(wanted.targetDev);
  const vnic: DemoVnic = {
    mac: wanted.mac ?? randomMac(lab),
    plug: wanted.plug,
    model: wanted.model ?? 'rtl8139',
    linkState: wanted.linkState,
    targetDev: own ? wanted.targetDev : null,
    managed: wanted.managed,
    alias: null,
    believedBridge: null,
    pci: wanted.pci ?? freePci(domain.defined),
  };
  return becomes(
    changeDomain(lab, domain.uuid, (present) => ({ ...present, defined: [...present.defined, vnic] })),
  );
}

/** What QEMU says of a model that it doesn't have; null when it has. */
function unknownModel(model: string): string | null {
  return nicModels.includes(model) ? null : `'${model}' is not a valid device model name`;
}

/** One more than the highest in use (qemuAssignDeviceNetAlias). */
function nextAlias(domain: DemoDomain): string {
  const used = domain.live.map((vnic) => Number(/^net(\d+)$/.exec(vnic.alias ?? '')?.[1] ?? -1));
  return `net${Math.max(-1, ...used) + 1}`;
}

function freePci(vnics: readonly DemoVnic[]): string {
  let bus = 1;
  while (vnics.some((vnic) => vnic.pci === pciOf(bus))) bus += 1;
  return pciOf(bus);
}

/** libvirt draws one at random; this one follows from how many links there have been. */
function randomMac(lab: Homelab): string {
  const digest = createHash('sha256').update(`${lab.next.ifindex}`).digest('hex');
  return `52:54:00:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
}
