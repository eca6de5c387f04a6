import type { FindingCode } from './codes.ts';
import type { Rule } from './rule.ts';
import { bridgeNf } from './rules/bridgeNf.ts';
import { bridgeNoAddress } from './rules/bridgeNoAddress.ts';
import { bridgeNoUplink } from './rules/bridgeNoUplink.ts';
import { cableAmbiguous } from './rules/cableAmbiguous.ts';
import { dhcpServerDead } from './rules/dhcpServerDead.ts';
import { duplicateIp } from './rules/duplicateIp.ts';
import { duplicateMac } from './rules/duplicateMac.ts';
import { forwardDrop } from './rules/forwardDrop.ts';
import { ipForwardOff } from './rules/ipForwardOff.ts';
import { ipOnEnslavedCard } from './rules/ipOnEnslavedCard.ts';
import { leasePoolFull } from './rules/leasePoolFull.ts';
import { libvirtRecordWrong } from './rules/libvirtRecordWrong.ts';
import { liveDiffersFromSaved } from './rules/liveDiffersFromSaved.ts';
import { networkInactive } from './rules/networkInactive.ts';
import { networkNotAutostart } from './rules/networkNotAutostart.ts';
import { networkSubnetClash } from './rules/networkSubnetClash.ts';
import { rpFilterAsymmetric } from './rules/rpFilterAsymmetric.ts';
import { savedImageDecides } from './rules/savedImageDecides.ts';
import { tapNoBridge } from './rules/tapNoBridge.ts';
import { twoDhcpServers } from './rules/twoDhcpServers.ts';
import { vhostNotUsed } from './rules/vhostNotUsed.ts';

/** A rule for each kind of finding, or it does not compile. */
export const rules: { readonly [Code in FindingCode]: Rule } = {
  'tap-no-bridge': tapNoBridge,
  'bridge-no-uplink': bridgeNoUplink,
  'ip-on-enslaved-card': ipOnEnslavedCard,
  'bridge-no-address': bridgeNoAddress,
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
