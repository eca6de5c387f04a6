import type { FdbEntry, LinkAddress, Neighbour, Route } from '#shared/host/address.ts';
import type { ContainerFacts } from '#shared/host/container.ts';
import type { DhcpServer } from '#shared/host/dhcpServer.ts';
import type { Firewall } from '#shared/host/firewall.ts';
import type { Link } from '#shared/host/link.ts';
import type { NetSettings } from '#shared/host/netSettings.ts';
import type { AgentAddress } from '#shared/host/network.ts';
import { type NetworkSetup, noNetworkSetup } from '#shared/host/networkSetup.ts';
import type { OvsFacts } from '#shared/host/ovs.ts';
import type { PveFacts } from '#shared/host/pve.ts';
import type { SourceName } from '#shared/host/source.ts';
import type { PortVlans } from '#shared/parse/bridgeVlan.ts';
import type { Host } from '../../hosts/host.ts';
import { Containers } from './containers.ts';
import { readDhcpServers } from './dhcpServers.ts';
import { readFirewall } from './firewall.ts';
import { GuestAgents } from './guestAgents.ts';
import {
  type Read,
  readAddresses,
  readFdb,
  readLinks,
  readNeighbours,
  readPortVlans,
  readRoutes,
} from './ip.ts';
import { Libvirt, type LibvirtFacts } from './libvirt.ts';
import { type LinkDnsFacts, readLinkDns } from './linkDns.ts';
import { type LinkFileFacts, noLinkFiles, readLinkFiles } from './linkFiles.ts';
import { LossWatch } from './lossWatch.ts';
import { readNetSettings } from './netSettings.ts';
import { readNetworkSetup } from './networkSetup.ts';
import { readOvs } from './ovs.ts';
import { readOvsFdb } from './ovsFdb.ts';
import { patientHost } from './patientHost.ts';
import { handedByPve, handedTo, PciDevices, type PciFacts } from './pciDevices.ts';
import { readPve } from './pve.ts';
import { Source } from './source.ts';
import { readTapHolders } from './tapHolders.ts';
import type { TapHolderFacts } from './vms.ts';

/** The sources of one host, with nothing read yet. */
export function hostSources(host: Host, now: () => Date) {
  const whole = <T>(name: SourceName, none: T, read: Read<T>): Source<T> =>
    new Source(name, none, (_, signal) => read(signal), now);

  const patient = () => patientHost(host);
  const libvirt = new Libvirt(patient());
  // A guest that hangs says nothing about its host.
  const agents = new GuestAgents(host, now);
  const lossWatch = new LossWatch();
  const readAll = readLinks(patient());
  const links = whole<readonly Link[]>('ip-link', [], async (signal) => {
    const reading = await readAll(signal);
    if ('facts' in reading) lossWatch.see(reading.facts, now().getTime());
    return reading;
  });
  const virsh = new Source<LibvirtFacts>(
    'virsh',
    { domains: [], networks: [], leases: [], pciClasses: {}, pciParents: {} },
    (scope, signal) => libvirt.read(scope, signal),
    now,
  );
  const ovs = whole<OvsFacts | null>('ovs', null, readOvs(patient(), links, virsh));
  const ofContainers = new Containers(patient(), () => links.facts, now);
  const addresses = whole<readonly LinkAddress[]>('ip-addr', [], readAddresses(patient()));
  const netSettings = whole<NetSettings | null>(
    'net-settings',
    null,
    readNetSettings(patient(), () => addresses.facts),
  );
  const pve = whole<PveFacts | null>('pve', null, readPve(patient(), now));
  const handed = new PciDevices(patient());
  const hosts = { tapHolders: patient(), linkFiles: patient() };
  return {
    links,
    addresses,
    routes: whole<readonly Route[]>('ip-route', [], readRoutes(patient())),
    neighbours: whole<readonly Neighbour[]>('ip-neigh', [], readNeighbours(patient())),
    fdb: whole<readonly FdbEntry[]>('bridge-fdb', [], readFdb(patient())),
    portVlans: whole<PortVlans | null>('bridge-vlan', null, readPortVlans(patient(), links)),
    virsh,
    guestAgents: whole<readonly AgentAddress[]>('guest-agent', [], (signal) =>
      agents.read(libvirt.withAgent, signal),
    ),
    tapHolders: whole<TapHolderFacts & { readonly pci: PciFacts }>(
      'tap-holders',
      { holders: [], processes: [], pci: { classes: {}, parents: {} } },
      async (signal) => {
        const read = await readTapHolders(hosts.tapHolders, links.facts, virsh.facts.domains, signal);
        if (!('facts' in read)) return read;
        const pci = await handed.read([...handedTo(read.facts.processes), ...handedByPve(pve.facts)], signal);
        return { ...read, facts: { ...read.facts, pci } };
      },
    ),
    linkFiles: whole<LinkFileFacts>('link-speed', noLinkFiles, (signal) =>
      readLinkFiles(hosts.linkFiles, links.facts, signal),
    ),
    dhcpServers: whole<readonly DhcpServer[] | null>('dhcp-servers', null, readDhcpServers(patient())),
    linkDns: whole<LinkDnsFacts>('link-dns', null, readLinkDns(patient(), now)),
    ovs,
    ovsFdb: whole<readonly FdbEntry[] | null>('ovs-fdb', null, readOvsFdb(patient(), ovs)),
    containers: whole<ContainerFacts | null>('containers', null, (signal) => ofContainers.read(signal)),
    pve,
    netSettings,
    firewall: whole<Firewall | null>('firewall', null, readFirewall(patient(), netSettings)),
    networkSetup: whole<NetworkSetup>('network-setup', noNetworkSetup, readNetworkSetup(patient())),
    lossWatch,
    /** What is behind the source `containers`. */
    ofContainers,
    /** What is behind the source `virsh`, for what else it is asked. */
    libvirt,
  };
}
