import type { FindingCode } from './codes.ts';
import type { Rule } from './rule.ts';
import { bondMemberDown } from './rules/bondMemberDown.ts';
import { bridgeMacChangedWithPort } from './rules/bridgeMacChangedWithPort.ts';
import { bridgeNf } from './rules/bridgeNf.ts';
import { bridgeNoAddress } from './rules/bridgeNoAddress.ts';
import { bridgeNoUplink } from './rules/bridgeNoUplink.ts';
import { cableAmbiguous } from './rules/cableAmbiguous.ts';
import { dhcpServerDead } from './rules/dhcpServerDead.ts';
import { duplicateIp } from './rules/duplicateIp.ts';
import { duplicateMac } from './rules/duplicateMac.ts';
import { errorsOrDropsRising } from './rules/errorsOrDropsRising.ts';
import { forwardDrop } from './rules/forwardDrop.ts';
import { guestLinkDown } from './rules/guestLinkDown.ts';
import { halfDuplexOrSlowLink } from './rules/halfDuplexOrSlowLink.ts';
import { ipForwardOff } from './rules/ipForwardOff.ts';
import { ipOnEnslavedCard } from './rules/ipOnEnslavedCard.ts';
import { leasePoolFull } from './rules/leasePoolFull.ts';
import { libvirtRecordWrong } from './rules/libvirtRecordWrong.ts';
import { linkDown } from './rules/linkDown.ts';
import { liveDiffersFromSaved } from './rules/liveDiffersFromSaved.ts';
import { macvtapHostIsolated } from './rules/macvtapHostIsolated.ts';
import { mtuMismatch } from './rules/mtuMismatch.ts';
import { networkInactive } from './rules/networkInactive.ts';
import { networkNotAutostart } from './rules/networkNotAutostart.ts';
import { networkSubnetClash } from './rules/networkSubnetClash.ts';
import { noCarrier } from './rules/noCarrier.ts';
import { portIsolatedOrNotLearning } from './rules/portIsolatedOrNotLearning.ts';
import { pvidMismatch } from './rules/pvidMismatch.ts';
import { rpFilterAsymmetric } from './rules/rpFilterAsymmetric.ts';
import { savedImageDecides } from './rules/savedImageDecides.ts';
import { stpDelayDhcp } from './rules/stpDelayDhcp.ts';
import { stpNotForwarding } from './rules/stpNotForwarding.ts';
import { tapNoBridge } from './rules/tapNoBridge.ts';
import { twoDhcpServers } from './rules/twoDhcpServers.ts';
import { vhostNotUsed } from './rules/vhostNotUsed.ts';
import { vlanMissingAlongPath } from './rules/vlanMissingAlongPath.ts';
import { wifiInBridge } from './rules/wifiInBridge.ts';

/** A rule for each kind of finding, or it does not compile. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  'tap-no-bridge': tapNoBridge,
  'bridge-no-uplink': bridgeNoUplink,
  'ip-on-enslaved-card': ipOnEnslavedCard,
  'bridge-no-address': bridgeNoAddress,
  'link-down': linkDown,
  'no-carrier': noCarrier,
  'guest-link-down': guestLinkDown,
  'bond-member-down': bondMemberDown,
  'stp-not-forwarding': stpNotForwarding,
  'stp-delay-dhcp': stpDelayDhcp,
  'port-isolated-or-not-learning': portIsolatedOrNotLearning,
  'vlan-missing-along-path': vlanMissingAlongPath,
  'pvid-mismatch': pvidMismatch,
  'mtu-mismatch': mtuMismatch,
  'wifi-in-bridge': wifiInBridge,
  'macvtap-host-isolated': macvtapHostIsolated,
  'bridge-mac-changed-with-port': bridgeMacChangedWithPort,
  'half-duplex-or-slow-link': halfDuplexOrSlowLink,
  'errors-or-drops-rising': errorsOrDropsRising,
  'forward-drop': forwardDrop,
  'bridge-nf': bridgeNf,
  'ip-forward-off': ipForwardOff,
  'rp-filter-asymmetric': rpFilterAsymmetric,
  'duplicate-mac': duplicateMac,
  'duplicate-ip': duplicateIp,
  'two-dhcp-servers': twoDhcpServers,
  'dhcp-server-dead': dhcpServerDead,
  'lease-pool-full': leasePoolFull,
  'network-inactive': networkInactive,
  'network-not-autostart': networkNotAutostart,
  'network-subnet-clash': networkSubnetClash,
  'vhost-not-used': vhostNotUsed,
  'libvirt-record-wrong': libvirtRecordWrong,
  'live-differs-from-saved': liveDiffersFromSaved,
  'saved-image-decides': savedImageDecides,
  'cable-ambiguous': cableAmbiguous,
};
