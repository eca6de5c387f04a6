// @ts-check

/** What each kind of finding is, for the table “What each finding was tried on” of CONTRIBUTING.md, in its order. */
export const findingRows = {
  'tap-no-bridge': 'A guest’s TAP is in no bridge',
  'bridge-no-uplink': 'A bridge of guests has no way out',
  'ip-on-enslaved-card': 'A port of a bridge has the host’s address',
  'bridge-no-address': 'The host has an address nowhere',
  'forward-drop': 'The firewall drops what guests send, or the answers',
  'bridge-nf': 'Frames that cross a bridge pass the IP firewall',
  'ip-forward-off': 'The host of a NAT or routed network doesn’t forward',
  'rp-filter-asymmetric': 'A strict reverse path filter drops what the host would answer by another link',
  'duplicate-mac': 'Two things on one bridge have one MAC',
  'duplicate-ip': 'Two MACs answer for one IP address',
  'two-dhcp-servers': 'Two DHCP servers answer on one bridge',
  'dhcp-server-dead': 'A network’s DHCP server doesn’t run',
  'lease-pool-full': 'A network has no address left to hand out',
  'network-inactive': 'A network that VMs need is stopped',
  'network-not-autostart': 'A VM starts with the host, its network doesn’t',
  'network-subnet-clash': 'A network has the LAN’s addresses',
  'vhost-not-used': 'QEMU copies the frames of a virtio NIC itself',
  'libvirt-record-wrong': 'libvirt’s record is not what the kernel shows',
  'live-differs-from-saved': 'What runs is not what the next boot brings',
  'saved-image-decides': 'A saved image and the definition differ',
  'cable-ambiguous': 'Which cable a vNIC has can’t be told',
};
