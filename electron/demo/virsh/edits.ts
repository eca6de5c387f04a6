import { attachConfig, attachLive } from '../libvirt/attach.ts';
import { detachConfig, detachLive } from '../libvirt/detach.ts';
import type { Outcome } from '../libvirt/outcome.ts';
import { updateConfig, updateLive } from '../libvirt/update.ts';
import type { DemoDomain, Homelab } from '../model.ts';
import { readDeviceXml, type WantedVnic } from './deviceXml.ts';
import { findDomain, noDomain } from './lookup.ts';
import type { Options, Syntax } from './options.ts';
import { type Done, failed, forbidden, type Session } from './session.ts';

export const deviceSyntax: Syntax = { positional: ['domain', 'file'], flags: ['live', 'config'] };

type Change = (lab: Homelab, domain: DemoDomain, wanted: WantedVnic, elapsed: number) => Outcome;

interface DeviceCommand {
  readonly verb: 'attach' | 'update' | 'detach';
  readonly call: string;
  readonly live: Change;
  readonly config: Change;
}

const NOT_RUNNING = 'Requested operation is not valid: domain is not running';
const TRANSIENT = 'Requested operation is not valid: transient domains do not have any persistent config';

/** `virsh attach-device`, `update-device` or `detach-device DOMAIN /dev/stdin [--live] [--config]`. */
export function deviceCommand(command: DeviceCommand): (session: Session, options: Options) => Done {
  return (session, options) => {
    const domain = findDomain(session.lab, options.needed('domain'));
    if (domain === undefined) return noDomain(options.needed('domain'));
    const file = options.needed('file');
    if (file !== '/dev/stdin') return failed(`Failed to open file '${file}': No such file or directory`);
    const what = `Failed to ${command.verb} device from ${file}`;
    if (session.readOnly) return forbidden(what, command.call);

    const [live, config] = [options.has('live'), options.has('config')];
    if (!live && !config) return failed('The demo host needs --live or --config.');
    if (live && domain.id === null) return failed(what, NOT_RUNNING);
    if (config && !domain.persistent) return failed(what, TRANSIENT);
    const read = readDeviceXml(session.stdin);
    if (!read.ok) return failed(what, read.error);
    const changes = [...(config ? [command.config] : []), ...(live ? [command.live] : [])];
    const outcome = inTurn(session, domain.uuid, changes, read.vnic);
    if (!outcome.ok) return failed(what, outcome.error);
    const verbs = { attach: 'attached', update: 'updated', detach: 'detached' };
    return { ...outcome, stdout: `Device ${verbs[command.verb]} successfully\n` };
  };
}

/** All of the changes or none: libvirt saves the definition only once the running domain has followed. */
function inTurn(session: Session, uuid: string, changes: readonly Change[], wanted: WantedVnic): Outcome {
  let outcome: Outcome = { ok: true, lab: session.lab };
  for (const change of changes) {
    const domain = outcome.lab.domains.find((other) => other.uuid === uuid);
    if (domain === undefined) return outcome;
    const next: Outcome = change(outcome.lab, domain, wanted, session.elapsed);
    if (!next.ok) return next;
    outcome = next;
  }
  return outcome;
}

export const attachDevice: DeviceCommand = {
  verb: 'attach',
  call: 'virDomainAttachDeviceFlags',
  live: attachLive,
  config: attachConfig,
};

export const updateDevice: DeviceCommand = {
  verb: 'update',
  call: 'virDomainUpdateDeviceFlags',
  live: updateLive,
  config: updateConfig,
};

export const detachDevice: DeviceCommand = {
  verb: 'detach',
  call: 'virDomainDetachDeviceFlags',
  live: detachLive,
  config: detachConfig,
};
