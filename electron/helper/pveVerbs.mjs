// @ts-check
import { isNumber } from './fields.mjs';

/** @param {unknown} value `--net0` to `--net31` */
function isNetOption(value) {
  return typeof value === 'string' && /^--net(?:\d|[12]\d|3[01])$/.test(value);
}

/** @param {unknown} value `net0` to `net31` */
function isNet(value) {
  return isNetOption(`--${value}`);
}

/**
 * A NIC as Proxmox VE writes it: `virtio=BC:24:11:00:00:01,bridge=vmbr0,trunks=20;30-32`. Its programs check the rest.
 * @param {unknown} value
 */
function isNetValue(value) {
  return typeof value === 'string' && value.length <= 1024 && /^[A-Za-z0-9][\w=,.:;/+-]*$/.test(value);
}

const id = { field: 'guest', isValid: isNumber(1, 999_999_999) };
const net = { field: 'net', isValid: isNet };
const set = ['set', id, { field: 'option', isValid: isNetOption }, { field: 'value', isValid: isNetValue }];
const remove = ['set', id, '--delete', net];
const revert = ['set', id, '--revert', net];

/**
 * The closed set, continued: what root has Proxmox VE do to a NIC of a VM (`qm`) or a container (`pct`).
 * @type {Readonly<Record<string, { readonly program: 'qm' | 'pct', readonly words: import('./pattern.mjs').Pattern }>>}
 */
export const pveVerbs = {
  'delete-pve-vm-net': { program: 'qm', words: remove },
  'revert-pve-vm-net': { program: 'qm', words: revert },
  'set-pve-vm-net': { program: 'qm', words: set },
  'delete-pve-container-net': { program: 'pct', words: remove },
  'revert-pve-container-net': { program: 'pct', words: revert },
  'set-pve-container-net': { program: 'pct', words: set },
};
