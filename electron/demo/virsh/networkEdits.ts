import {
  defineNetwork,
  setNetworkAutostart,
  startNetwork,
  stopNetwork,
  undefineNetwork,
} from '../libvirt/networks.ts';
import { readNetworkXml } from '../libvirt/networkXml.ts';
import type { Outcome } from '../libvirt/outcome.ts';
import type { DemoNetwork, Homelab } from '../model.ts';
import { findNetwork, noNetwork } from './lookup.ts';
import type { Options } from './options.ts';
import { type Done, failed, forbidden, type Session } from './session.ts';

interface NetworkCommand {
  readonly call: string;
  readonly failure: (name: string, options: Options) => string;
  readonly success: (name: string, options: Options) => string;
  readonly change: (lab: Homelab, network: DemoNetwork, elapsed: number, options: Options) => Outcome;
}

/** `virsh net-define /dev/stdin`. */
export function netDefine(session: Session, options: Options): Done {
  const file = options.needed('file');
  if (file !== '/dev/stdin') return failed(`Failed to open file '${file}': No such file or directory`);
  const what = `Failed to define network from ${file}`;
  if (session.readOnly) return forbidden(what, 'virNetworkDefineXML');
  const read = readNetworkXml(session.stdin);
  if (!read.ok) return failed(what, read.error);
  const outcome = defineNetwork(session.lab, read.network);
  if (!outcome.ok) return failed(what, outcome.error);
  return { ...outcome, stdout: `Network ${read.network.name} defined from ${file}\n` };
}

/** A command on one network that is there. */
export function networkCommand(command: NetworkCommand): (session: Session, options: Options) => Done {
  return (session, options) => {
    const wanted = options.needed('network');
    const network = findNetwork(session.lab, wanted);
    if (network === undefined) return noNetwork(wanted);
    const what = command.failure(wanted, options);
    if (session.readOnly) return forbidden(what, command.call);
    const outcome = command.change(session.lab, network, session.elapsed, options);
    if (!outcome.ok) return failed(what, outcome.error);
    return { ...outcome, stdout: command.success(wanted, options) };
  };
}

export const netStart: NetworkCommand = {
  call: 'virNetworkCreate',
  failure: (name) => `Failed to start network ${name}`,
  success: (name) => `Network ${name} started\n`,
  change: startNetwork,
};

export const netDestroy: NetworkCommand = {
  call: 'virNetworkDestroy',
  failure: (name) => `Failed to destroy network ${name}`,
  success: (name) => `Network ${name} destroyed\n`,
  change: stopNetwork,
};

export const netUndefine: NetworkCommand = {
  call: 'virNetworkUndefine',
  failure: (name) => `Failed to undefine network ${name}`,
  success: (name) => `Network ${name} has been undefined\n`,
  change: undefineNetwork,
};

export const netAutostart: NetworkCommand = {
  call: 'virNetworkSetAutostart',
  failure: (name, options) => `failed to ${marks(options)} network ${name} as autostarted`,
  success: (name, options) => `Network ${name} ${marks(options)}ed as autostarted\n`,
  change: (lab, network, _, options) => setNetworkAutostart(lab, network, !options.has('disable')),
};

function marks(options: Options): string {
  return options.has('disable') ? 'unmark' : 'mark';
}
