import type { Command } from '#shared/host/command.ts';
import type { DomainInterface } from '#shared/host/domain.ts';
import { SYSTEM_URI } from '#shared/host/libvirtUri.ts';
import type { Scope } from '../op.ts';

/** As root or in the group libvirt. */
export const CONNECT = ['virsh', '-c', SYSTEM_URI] as const;

type DeviceVerb = 'attach-device' | 'detach-device' | 'update-device';

/**
 * A virsh command that takes a device's XML by standard input. The domain goes by its UUID: a VM may be called `1`,
 * which virsh would take for an id. Live and definition are changed apart, so that each can be verified apart.
 */
export function deviceCommand(verb: DeviceVerb, domain: string, scope: Scope, xml: string): Command {
  return {
    argv: [...CONNECT, verb, domain, '/dev/stdin', scope === 'live' ? '--live' : '--config'],
    stdin: xml,
  };
}

/**
 * Gives a saved image its own XML back with one vNIC changed. With `--security-info`, as libvirt forgets the passwords
 * that are not in what it is given: they are on the host alone, and in no plan.
 */
export function imageCommand(domain: string, { xml: was }: DomainInterface, xml: string): Command {
  return {
    argv: [...CONNECT, 'managedsave-define', domain, '/dev/stdin'],
    edited: {
      argv: [...CONNECT, 'managedsave-dumpxml', domain, '--security-info'],
      was,
      by: xml.trimEnd(),
    },
  };
}
