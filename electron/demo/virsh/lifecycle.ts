import { resumeDomain, startDomain, stopDomain, suspendDomain } from '../libvirt/lifecycle.ts';
import type { Outcome } from '../libvirt/outcome.ts';
import type { DemoDomain, Homelab } from '../model.ts';
import { findDomain, noDomain } from './lookup.ts';
import type { Options } from './options.ts';
import { type Done, failed, forbidden, type Session } from './session.ts';

interface LifecycleCommand {
  readonly verb: 'start' | 'destroy' | 'suspend' | 'resume';
  readonly call: string;
  readonly past: string;
  readonly change: (lab: Homelab, domain: DemoDomain, elapsed: number) => Outcome;
}

/** `virsh start|destroy|suspend|resume DOMAIN`. */
export function lifecycleCommand(command: LifecycleCommand): (session: Session, options: Options) => Done {
  const { verb, past, call, change } = command;
  return (session, options) => {
    const wanted = options.needed('domain');
    const domain = findDomain(session.lab, wanted);
    if (domain === undefined) return noDomain(wanted);
    // virsh itself looks whether it runs, and names it by its name where it starts it.
    if (verb === 'start' && domain.id !== null) return failed('Domain is already active');
    const shown = verb === 'start' ? domain.name : wanted;
    const what = `Failed to ${verb} domain '${shown}'`;
    if (session.readOnly) return forbidden(what, call);
    const outcome = change(session.lab, domain, session.elapsed);
    if (!outcome.ok) return failed(what, outcome.error);
    return { ...outcome, stdout: `Domain '${shown}' ${past}\n` };
  };
}

export const start: LifecycleCommand = {
  verb: 'start',
  call: 'virDomainCreate',
  past: 'started',
  change: startDomain,
};

export const destroy: LifecycleCommand = {
  verb: 'destroy',
  call: 'virDomainDestroy',
  past: 'destroyed',
  change: stopDomain,
};

export const suspend: LifecycleCommand = {
  verb: 'suspend',
  call: 'virDomainSuspend',
  past: 'suspended',
  change: suspendDomain,
};

export const resume: LifecycleCommand = {
  verb: 'resume',
  call: 'virDomainResume',
  past: 'resumed',
  change: resumeDomain,
};
