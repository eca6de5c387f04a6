import { domifaddr, domiflist, domstate, dumpxml } from './domains.ts';
import { attachDevice, detachDevice, deviceCommand, deviceSyntax, updateDevice } from './edits.ts';
import { list, listSyntax, netList, netListSyntax } from './lists.ts';
import { managedsaveDefine, managedsaveDumpxml } from './managedSave.ts';
import {
  netAutostart,
  netDefine,
  netDestroy,
  netStart,
  netUndefine,
  networkCommand,
} from './networkEdits.ts';
import { netDhcpLeases, netDumpxml } from './networks.ts';
import type { Options, Syntax } from './options.ts';
import { type Done, done, type Session } from './session.ts';

export interface VirshCommand {
  readonly syntax: Syntax;
  readonly run: (session: Session, options: Options) => Done;
}

const ofDomain = ['domain'];
const ofNetwork = ['network'];

/** The virsh commands that the demo host knows: those that Patchbay asks, and those that it shows to be run by hand. */
export const commands: ReadonlyMap<string, VirshCommand> = new Map<string, VirshCommand>([
  ['echo', { syntax: { rest: 'string' }, run: (_, options) => done(options.rest.join(' ')) }],
  ['uri', { syntax: {}, run: () => done('qemu:///system\n') }],
  ['list', { syntax: listSyntax, run: list }],
  ['domstate', { syntax: { positional: ofDomain }, run: domstate }],
  ['dumpxml', { syntax: { positional: ofDomain, flags: ['inactive'] }, run: dumpxml }],
  ['domiflist', { syntax: { positional: ofDomain, flags: ['inactive'] }, run: domiflist }],
  ['domifaddr', { syntax: { positional: ofDomain, flags: ['full'], values: ['source'] }, run: domifaddr }],
  [
    'managedsave-dumpxml',
    { syntax: { positional: ofDomain, flags: ['security-info'] }, run: managedsaveDumpxml },
  ],
  ['managedsave-define', { syntax: { positional: [...ofDomain, 'file'] }, run: managedsaveDefine }],
  ['net-list', { syntax: netListSyntax, run: netList }],
  ['net-dumpxml', { syntax: { positional: ofNetwork, flags: ['inactive'] }, run: netDumpxml }],
  ['net-define', { syntax: { positional: ['file'] }, run: netDefine }],
  ['net-start', { syntax: { positional: ofNetwork }, run: networkCommand(netStart) }],
  ['net-destroy', { syntax: { positional: ofNetwork }, run: networkCommand(netDestroy) }],
  ['net-undefine', { syntax: { positional: ofNetwork }, run: networkCommand(netUndefine) }],
  [
    'net-autostart',
    { syntax: { positional: ofNetwork, flags: ['disable'] }, run: networkCommand(netAutostart) },
  ],
  ['net-dhcp-leases', { syntax: { positional: ofNetwork }, run: netDhcpLeases }],
  ['attach-device', { syntax: deviceSyntax, run: deviceCommand(attachDevice) }],
  ['update-device', { syntax: deviceSyntax, run: deviceCommand(updateDevice) }],
  ['detach-device', { syntax: deviceSyntax, run: deviceCommand(detachDevice) }],
]);
