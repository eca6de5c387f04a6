import type { Domain, DomainInterface } from '#shared/host/domain.ts';
import { interfaceKind } from '#shared/host/interfaceTypes.ts';
import { ownBridge } from '#shared/host/network.ts';
import type { HostSnapshot } from '#shared/host/snapshot.ts';
import { type Refusal, refuse } from '../../ops/refusal.ts';
import { refuseNewName } from './links/newName.ts';

/** Why the TAP of this vNIC can’t be called so from its next start on; null: nothing is in the way. */
export function refuseTapName(
  name: string | null,
  vnic: DomainInterface,
  domain: Domain,
  snapshot: HostSnapshot,
): Refusal | null {
  if (interfaceKind(vnic.type).device !== 'yes') {
    return refuse('This vNIC has no TAP on the host that could have a name.', '');
  }
  if (!vnic.targetManaged) {
    return refuse(
      `This vNIC uses the TAP ${vnic.targetDev ?? ''}, which you made; libvirt neither makes nor names one.`,
      'Attach a vNIC on another TAP, and detach this one.',
    );
  }
  if (name === null) return null;
  const taken = refuseNewName(snapshot, name);
  if (taken !== null) return taken;
  const holder = holderOf(name, vnic, domain, snapshot);
  return holder === null
    ? null
    : refuse(`${holder}, so ${domain.name} couldn’t start with a TAP of that name.`, 'Choose another name.');
}

/** Who has the name, or takes it when it starts, in a clause. */
function holderOf(
  name: string,
  vnic: DomainInterface,
  domain: Domain,
  { domains, networks }: HostSnapshot,
): string | null {
  const network = networks.find((each) => ownBridge(each) === name);
  if (network !== undefined) return `${name} is the bridge of the network ${network.name}`;
  const other = domains.find(({ live, defined }) =>
    [...live, ...defined].some(
      (each) => each !== vnic && each.targetDev === name && interfaceKind(each.type).device === 'yes',
    ),
  );
  if (other === undefined) return null;
  return other.uuid === domain.uuid
    ? `Another vNIC of ${domain.name} has a TAP called ${name}`
    : `A vNIC of ${other.name} has a TAP called ${name}`;
}
