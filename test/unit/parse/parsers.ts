import { parseGuardList } from '#electron/engine/guard/guardList.ts';
import { parseBridgeFdb } from '#shared/parse/bridgeFdb.ts';
import { parseBridgeVlan } from '#shared/parse/bridgeVlan.ts';
import { parseCardFunctions } from '#shared/parse/cardFunctions.ts';
import { parseCommandLines } from '#shared/parse/commandLines.ts';
import { containerOfCgroup } from '#shared/parse/containerCgroup.ts';
import { containerOfMonitor } from '#shared/parse/containerMonitor.ts';
import { parseContainerNetworkFiles } from '#shared/parse/containerNetworkFiles.ts';
import { parseDhcpLeases } from '#shared/parse/dhcpLeases.ts';
import { parseDockerNetworks } from '#shared/parse/dockerNetworks.ts';
import { parsePs } from '#shared/parse/dockerPs.ts';
import { parseDomainXml } from '#shared/parse/domainXml.ts';
import { parseDomifaddr } from '#shared/parse/domifaddr.ts';
import { parseDomiflist } from '#shared/parse/domiflist.ts';
import { parseIfupdownLinks } from '#shared/parse/ifupdownLinks.ts';
import { parseInnerNics } from '#shared/parse/innerNics.ts';
import { parseInterfaceXml } from '#shared/parse/interfaceXml.ts';
import { parseIpAddr } from '#shared/parse/ipAddr.ts';
import { explainIp } from '#shared/parse/ipError.ts';
import { parseIpLink } from '#shared/parse/ipLink.ts';
import { classifyMonitorLine } from '#shared/parse/ipMonitor.ts';
import { parseIpNeigh } from '#shared/parse/ipNeigh.ts';
import { parseIpNetns } from '#shared/parse/ipNetns.ts';
import { parseIpRoute } from '#shared/parse/ipRoute.ts';
import { parseIptablesSave } from '#shared/parse/iptablesSave.ts';
import { parseLinkSpeeds } from '#shared/parse/linkSpeeds.ts';
import { parseLinkTraits } from '#shared/parse/linkTraits.ts';
import { parseLsns } from '#shared/parse/lsns.ts';
import { parseNetNamespaces } from '#shared/parse/netNamespaces.ts';
import { parseNetSettings } from '#shared/parse/netSettings.ts';
import { parseNetworkctlLinks } from '#shared/parse/networkctlLinks.ts';
import { parseIfupdownFiles, parseNetworkdFiles } from '#shared/parse/networkFiles.ts';
import { parseNetworkXml } from '#shared/parse/networkXml.ts';
import { parseNftRuleset } from '#shared/parse/nftRuleset.ts';
import { parseNicsInside } from '#shared/parse/nicsInside.ts';
import { parseNmcliDevices } from '#shared/parse/nmcliDevices.ts';
import { parseOpenTaps } from '#shared/parse/openTaps.ts';
import { parseOvsFdb } from '#shared/parse/ovsFdb.ts';
import { parseOvsVsctl } from '#shared/parse/ovsVsctl.ts';
import { parsePciClasses } from '#shared/parse/pciClasses.ts';
import { parsePciParents } from '#shared/parse/pciParents.ts';
import { parseProcessLinks } from '#shared/parse/processLinks.ts';
import { parseParents, parseProcessMarks } from '#shared/parse/processMarks.ts';
import { parsePveFiles } from '#shared/parse/pveFiles.ts';
import { parsePveNet } from '#shared/parse/pveNet.ts';
import { parsePvePci } from '#shared/parse/pvePci.ts';
import { parseResolvectlLinks } from '#shared/parse/resolvectlLinks.ts';
import type { Parsed } from '#shared/parse/result.ts';
import { parseDhcpServers } from '#shared/parse/ssListening.ts';
import { parseTapHolders } from '#shared/parse/tapHolders.ts';
import { splitBatch } from '#shared/parse/virshBatch.ts';
import { explainVirsh } from '#shared/parse/virshError.ts';
import { parseVirshEvent } from '#shared/parse/virshEvent.ts';
import { parseUuidNames, parseUuids } from '#shared/parse/virshList.ts';
import { parseVmCommandLine } from '#shared/parse/vmCommandLine.ts';
import { parseKvmUsers, parsePrograms, parseVmms } from '#shared/parse/vmmProcesses.ts';

/** Every parser that can fail; those that cannot answer null instead and stand below. */
export const PARSERS: Readonly<Record<string, (text: string) => Parsed<unknown>>> = {
  parseBridgeFdb,
  parseBridgeVlan,
  parseDhcpLeases,
  parseDockerNetworks,
  parseDomainXml,
  parseDomifaddr,
  parseDomiflist,
  parseInnerNics,
  parseInterfaceXml,
  parseIpAddr,
  parseIpLink,
  parseIpNeigh,
  parseIpNetns,
  parseIptablesSave: (text) => parseIptablesSave(`*filter\n:FORWARD ACCEPT [0:0]\n${text}`, 'ip', 'iptables'),
  parseIpRoute: (text) => parseIpRoute(text, 'inet'),
  parseDhcpServers,
  parseLinkSpeeds,
  parseLsns,
  parseNetSettings,
  parseNetworkXml,
  parseNftRuleset,
  parseNmcliDevices,
  parseOvsFdb,
  parseOvsVsctl,
  parsePs: (text) => parsePs('docker', text),
  parsePveFiles,
  parseTapHolders,
  parseUuidNames,
  parseUuids,
  splitBatch: (text) => splitBatch(text, 'nonce', 3),
};

export const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  parseGuardList: (text) => parseGuardList(`patchbay-guards 1\n${text}`),
  classifyMonitorLine,
  containerOfMonitor,
  containerOfCgroup: (text) => containerOfCgroup(text.split('\n')),
  parseContainerNetworkFiles,
  explainIp,
  explainVirsh,
  parseCommandLines,
  parseIfupdownLinks,
  parseNetworkctlLinks,
  parseNetworkdFiles,
  parseIfupdownFiles,
  parseNetNamespaces,
  parseNicsInside,
  parseOpenTaps,
  parseCardFunctions,
  parseLinkTraits,
  parsePciClasses,
  parsePciParents,
  parseProcessLinks,
  parseParents,
  parseProcessMarks,
  parsePvePci: (text) => parsePvePci('hostpci0', text),
  parsePveNet: (text) => parsePveNet('qemu', 0, text),
  parseResolvectlLinks,
  ...Object.fromEntries(
    [
      'kvm',
      'firecracker',
      'cloud-hypervisor',
      'crosvm',
      'lkvm',
      'linux',
      'VBoxHeadless',
      'vmware-vmx',
      'x',
    ].map((program) => [
      `parseVmCommandLine of ${program}`,
      (text: string) =>
        parseVmCommandLine(1, `${program}\0run\0${text}`, { program: null, hasTap: true, hasKvm: true }),
    ]),
  ),
  parseKvmUsers,
  parsePrograms,
  parseVmms,
  parseVirshEvent,
};
