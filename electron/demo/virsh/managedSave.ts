import { changeDomain } from '../libvirt/find.ts';
import type { DemoVnic } from '../model.ts';
import { readInterfaces, type WantedVnic } from './deviceXml.ts';
import { imageXml } from './domainXml.ts';
import { findDomain, noDomain } from './lookup.ts';
import type { Options } from './options.ts';
import { type Done, done, failed, forbidden, type Session } from './session.ts';

const NO_IMAGE = 'Requested operation is not valid: domain does not have managed save image';

/** `virsh managedsave-dumpxml DOMAIN [--security-info]`; passwords are not for a read-only connection. */
export function managedsaveDumpxml(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  if (session.readOnly && options.has('security-info'))
    return failed('operation forbidden: virDomainManagedSaveGetXMLDesc with secure flag');
  return domain.saved === undefined ? failed(NO_IMAGE) : done(imageXml(session.lab, domain, domain.saved));
}

/** `virsh managedsave-define DOMAIN /dev/stdin`: what the guest sees must stay as it was. */
export function managedsaveDefine(session: Session, options: Options): Done {
  const domain = findDomain(session.lab, options.needed('domain'));
  if (domain === undefined) return noDomain(options.needed('domain'));
  const file = options.needed('file');
  if (file !== '/dev/stdin') return failed(`Failed to open file '${file}': No such file or directory`);
  const what = `Failed to update ${domain.name} XML configuration`;
  if (session.readOnly) return forbidden(what, 'virDomainManagedSaveDefineXML');
  const { saved } = domain;
  if (saved === undefined) return failed(what, NO_IMAGE);
  const vnics: WantedVnic[] = [];
  for (const read of readInterfaces(session.stdin)) {
    if (!read.ok) return failed(what, read.error);
    vnics.push(read.vnic);
  }
  const unfit = unfitFor(saved, vnics);
  if (unfit !== '') return failed(what, `unsupported configuration: ${unfit}`);
  const changed = saved.map((vnic, index) => replugged(vnic, vnics[index]));
  return done(
    `Managed save state file of domain '${domain.name}' updated.\n`,
    changeDomain(session.lab, domain.uuid, (present) => ({ ...present, saved: changed })),
  );
}

function unfitFor(vnics: readonly DemoVnic[], wanted: readonly WantedVnic[]): string {
  if (vnics.length !== wanted.length)
    return `Target domain net card count ${wanted.length} does not match source ${vnics.length}`;
  for (const [index, { mac, model }] of vnics.entries()) {
    const target = wanted[index];
    if (target?.mac !== mac) return `Target network card mac ${target?.mac} does not match source ${mac}`;
    if (target.model !== model)
      return `Target network card model ${target.model} does not match source ${model}`;
  }
  return '';
}

function replugged(vnic: DemoVnic, wanted: WantedVnic | undefined): DemoVnic {
  if (wanted === undefined) return vnic;
  const { plug, linkState, targetDev, managed } = wanted;
  return { ...vnic, plug, linkState, targetDev, managed };
}
