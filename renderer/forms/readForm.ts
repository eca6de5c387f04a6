import type { PlainEdit } from '#shared/edits/model.ts';
import { plainEditSchema } from '#shared/edits/schema.ts';
import type { Topology } from '#shared/topology/model.ts';
import type { BridgeOptionsTyped, Form, NetworkForm, PortVlansForm, SwitchVlansForm } from './form.ts';
import { bondTyped, vlanName } from './layerForm.ts';
import { DEFAULT_DELAY } from './newForm.ts';
import { readVlans } from './portVlansForm.ts';
import { dhcpRange } from './subnet.ts';
import { readSwitchVlans } from './switchVlansForm.ts';
import { typedMac } from './typedMac.ts';

/** The edit that a form asks for, or what is wrong in words, by the field's name. */
export type ReadForm =
  | { readonly ok: true; readonly edit: PlainEdit }
  | { readonly ok: false; readonly wrong: ReadonlyMap<string, string> };

/**
 * Checks what was typed by the schema that the engine checks it by. Whether it fits the host, and addresses each
 * other, is for the planner to say.
 */
export function readForm(form: Form, topology: Topology | null = null): ReadForm {
  if (form.kind === 'port-vlans') return readPortVlans(form);
  if (form.kind === 'switch-vlans') return readSwitchVlans(form);
  const read = plainEditSchema.safeParse(wanted(form, topology));
  if (read.success) return { ok: true, edit: read.data };
  const wrong = new Map<string, string>();
  for (const { path, message } of read.error.issues) {
    const field = String(path.at(-1));
    if (!wrong.has(field)) wrong.set(field, asSentence(message));
  }
  return { ok: false, wrong };
}

/** Ranges in a text are not the schema’s: what is wrong with them is told of the field. */
function readPortVlans(form: PortVlansForm): ReadForm {
  const read = readVlans(form);
  return read.ok ? { ok: true, edit: { kind: form.kind, link: form.link, vlans: read.vlans } } : read;
}

/** `an MTU is …` as it stands alone beside a field. */
export function asSentence(message: string): string {
  return `${message.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())}.`;
}

function wanted(form: Exclude<Form, PortVlansForm | SwitchVlansForm>, topology: Topology | null): unknown {
  switch (form.kind) {
    case 'bridge-create':
      return {
        kind: form.kind,
        name: form.name.trim(),
        ...options(form, DEFAULT_DELAY),
        mtu: form.mtu.trim() === '' ? null : wholeNumber(form.mtu),
      };
    case 'bridge-set':
      return { kind: form.kind, bridge: form.bridge, ...options(form, form.delayNow) };
    case 'bond-create':
      return {
        kind: form.kind,
        name: form.name.trim(),
        ...bondTyped(form),
        miimon: wholeNumber(form.miimon),
      };
    case 'bond-set': {
      const { active, activeNow, members } = form;
      const isChosen = active !== '' && active !== activeNow && members.includes(active);
      return {
        kind: form.kind,
        bond: form.bond,
        ...bondTyped(form),
        miimon: wholeNumber(form.miimon),
        active: isChosen ? active : null,
      };
    }
    case 'vlan-create':
      return {
        kind: form.kind,
        name: vlanName(topology, form).trim(),
        parent: form.parent,
        id: wholeNumber(form.id),
        protocol: form.protocol,
      };
    case 'tap-create':
      return {
        kind: form.kind,
        name: form.name.trim(),
        owner: form.owner.trim() || null,
        to: form.to || null,
      };
    case 'network-define':
      return {
        kind: form.kind,
        name: form.name,
        forward: forwardOf(form),
        start: form.startNow,
        autostart: form.autostart,
      };
    case 'mtu':
      return { kind: form.kind, link: form.link, mtu: wholeNumber(form.mtu) };
    case 'vnic-change': {
      const mac = typedMac(form.mac);
      const tap = form.tap?.trim() ?? form.tapNow;
      return {
        kind: form.kind,
        cable: form.cable,
        model: form.model === form.modelNow ? null : form.model,
        mac: mac === form.macNow ? null : mac,
        ...(tap === form.tapNow ? {} : { tap: tap === '' ? null : tap }),
      };
    }
  }
}

function options({ stp, forwardDelay, vlanFiltering }: BridgeOptionsTyped, without: number) {
  return { stp, forwardDelay: stp ? wholeNumber(forwardDelay) : without, vlanFiltering };
}

function forwardOf(form: NetworkForm) {
  const { mode, dhcp, dev } = form;
  if (mode === 'bridge') return { mode, bridge: form.bridge };
  const address = form.address.trim();
  const range = rangeOf(form);
  return {
    mode,
    address: address === '' ? null : address,
    dhcp: dhcp && address !== '' ? { start: range.start.trim(), end: range.end.trim() } : null,
    dev: mode === 'isolated' || dev === '' ? null : dev,
  };
}

/** The DHCP range as the form shows it: what was typed, else what follows from the address. */
export function rangeOf({ address, start, end }: NetworkForm): {
  readonly start: string;
  readonly end: string;
} {
  const derived = dhcpRange(address);
  return { start: start ?? derived?.start ?? '', end: end ?? derived?.end ?? '' };
}

/** `NaN`, which the schema refuses in its own words, for what is no whole number. */
function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
}
