/**
 * Words that stand in what `ip`, `bridge`, `virsh`, libvirt’s XML, QEMU’s command line, `nft`, `ovs-vsctl`, the runtimes of
 * containers and Proxmox VE’s files print by themselves, and of
 * what Patchbay asks: an anonymous capture keeps them. Any other word is somebody’s own.
 */
export const vocabulary: ReadonlySet<string> = new Set(
  `
  above accel accept access acpi action active actor addif addr address addresses addrtype admin advice after
  again ageing agent aggr aggregating aggregator ahre alert alias allmulti allow alpha already altname altnames
  always another answer answers apic apos apparmor appctl append arch args argument argv arpa arptables assign
  assistant attach attachable attached attributes audio audiodev audit auto autostart available azsh backend
  backplane backup balloon bare base bash batadv bcast bcqueuelen before binary bind binding blackhole blank
  block bond bookworm boolean boot booted bootps bridge bridged bridges brname broadcast broken bullseye burst
  busybox bytes call called cancelled cannot capabilities capture captured cards carrier cdata cdrom centos
  cgroup chain chains change channel characters chardev charmonitor chassis check checksum children choose
  cipassword cipher class classes classify clean clear client clients clock clone closed cloud cloudinit
  cmdline code codel collecting collisions columns comm command commands comment commit completed compressvlans
  concatenation conf config configfrom configonly configuration configured configuring conflist connect
  connected connecting connection connections connlimit connmark connsecmark conntrack console container
  containerd containers content continue control controller core cores cost count counter counters coupled cpus
  crash crashed create created creation cross crosvm csum ctime ctstate currentmemory custom daddr daemon
  daemonize data database datapath dead debian debug default define defined definition degraded delay delete
  deleted demo denied deny descriptor designated destination destroy destroyed detach detected device devices
  devtype dgram dhclient dhcp dhcpcd direct direction directory dirname disable disabled disconnected disk
  disks display distributing dnat dnsmasq docker does domain domains domif domifaddr domiflist domstate done
  down downdelay downscript dport dports draft drive driver drop dropped dscp dstport duid dummy dump dumpxml
  duplex dynamic echo edit edited efidisk egress elasticity elem element elevateprivileges emulator enable
  enabled enabling encap encoding encrypt endpointid endpoints entries entry error errors errs erspan
  established ether ethernet event events every evpn exact exec exist exists exit exitcode exited expired
  expiry export expr extended external externally fail failed failure fake fallback false family fast fastleave
  faucet fdinfo feature features fedora field file files fill filter filtering find finished firecracker
  firewall first flags flood flow flowlabel flowoffload folders forbid forbidden forever forkstart format
  forward forwarding found from full function functions gateway generated geneve getting global goes grep
  gretap group groups guard guest guests gvrp hairpin handle hash hashlimit hdds held hello help helper here
  high hlun hmark hold holders holds home hook host hostapd hostdev hostname hostnet hostpci hosts hotplug
  hubport hwaddr hwsim hybrid hypervisor ibridgename ibrname icmp icmpv idle idletimer ieee iface ifaddr
  ifalias ifdown ifindex ifname ifup ifupdown igmp ignore ignored iifname ikey image imagelabel inactive
  include incomplete incus incusd index inet info ingress init initialized initramfs initrd inner input inside
  inspect install installed instead interface interfacenumbers interfaces interlink internal interrupted
  interval intvl invalid ioctl iothread ipam ipip ipmasq iproute iptables ipvlan ipvtap iseq isolated isolation
  itco jammy join journal json jump kernel kernels keyboard kind kinds knows kubepods kubernetes kvmtool label
  labels lacp lahf last layer learn learned learning lease leased leases left legacy legend length less libvirt
  libvirtd life lifecycle like limit limitbytes line lines link linkdown linkinfo linklocal linkmode links list
  listening live lkvm lladdr lname local localbypass lock locked logging loopback loose lower lsns lxcs macaddr
  macaddress machine macs macsec macvlan macvtap main managed managedsave mangle mapping mark marks mask
  masquerade master masterkey match matching maxdepth maximum mcast medium memballoon member membership memory
  message meta metadata metainfo meter metric metrics mgmt migratable miimon million mindepth minimum minute
  misc miss missed missing mode model modem modify monitor more mouse much multi multicast multifunction multiple
  multiport must name named names namespace namespaces native nativemode near neigh neighbours netdev netif
  netkit netlink netmap netmask netns netnsid netplan nets network networkctl networkd networking
  networkmanager networks next nexthdr nexthop nexthops nflog nfproto nftables nics nlink nlmon nmcli noarp
  noble nobody nodefaults nodes nogroup none noop noprefixroute noqueue nothing notif notify notrack nsenter
  nsfs nspawn null number nunconn object obridgename obrname obsolete offload offset ofport oifname okey onboot
  onhost onlink only open opensuse openvswitch oper operation operstate option options order oseq ostype other
  others outcome outcomes output over overcommit overflow ovlp owner packet packets pager panic parent
  parentbus parentdev parents parse partial partition partner parts passt passthrough patch patchbay path
  pattern paused payload pcie pcnet peer pending perm permaddr permanent permission permitted persist
  persistent pfifo physdev physfn pidfile pids pipefail pkts pkttype place placement places plain plugged
  pmsuspended pmtudisc podman podname pointopoint pointtopoint policy pool pools port portgroup portid portname
  ports posix postrouting poweroff ppid pref preferred prefix prefixlen prefsrc prerouting prevents primary
  print printed printf prio priority private probability proc process processes profile program programs
  promisc promiscuity property protect protected proto protocol proxmox proxy prune pveid pvid qcow qdisc qemu
  qinq qmeventd querier query queue queues quiet quot quota radiotap random range rate rateest reachable read
  readconfig reason reboot received record records redirect refused regex regextype regid reject relabel
  related release remcsum remote remove removed removing renamed reorder replay report request requested
  require reselect resend reset resolvectl resolved resource resourcecontrol responding response restart result
  resumed return reuid right rocky romfile root rootfs round routable route routed router routes rshe rtnetlink
  rule rules ruleset running runtime rxbytes rxdropped rxerrors rxpackets saddr sandbox sata save saved schema
  scope script scrub scsi scsihw seclabel secmark seconds secret security segs select self serial server
  servers setlink setpriv sets setting settings setup several short show shut shutdown shutoff side signal
  simple size skgid skip skuid slave slaves sleep slice slot slots slow smbios snapshot snapshots snaptime snat
  snooping sock socket sockets source space spapr spare spawn special specify speed speeds spoofchk sport
  stable stage stale start started startup state static stats status stderr stdout stopped storage stratovirt
  stream strict string subnet such suite sungem sunhme supervision support supported suppress suspended swap
  switch sync synproxy sysctl sysfsdev system systemctl systemd table tables tagged tags tapif taps target
  targets tclass tcpmss tcpoptstrip team temp tentative text than that this threads time timed timeout timer
  timestamp timestart timestop title tool topology tpmstate tproxy trace track traits transient transport trie
  trixie true trunc trunk trunks trust ttys tulip tunl tunnel tunsetiff tuntap txbytes txdropped txerrors
  txpackets txqlen type ubuntu uevent ulog umid unable unassigned unconfined unconn undefined unicast unit unix
  unknown unmanaged unpaused unprivileged unreachable unset unshare unsupported untagged unused update updated
  updelay uplink used usedbcqueuelen user users uuid valid validate validation value values vboxheadless vcan
  vcpu vdpa vepa version veth vfat vfinfo vhost vhostdev vhostfd vhostfds vhostuser viaif virbr
  virdomainupdatedeviceflags virsh virtfn virtio virtualbox virtualboxvm virtualport vlan vlanend vlans vmap
  vmbr vmgenid vmid vmlinuz vmstate vmware vmxnet vnet vnets vnic vnics volume volumes vsctl vswitch vxcan
  vxlan wait watchdog weight wifi windows wired wireguard with without wlan wpasupplicant wrapped xfrm xhci
  xmark xmit yaml zero zone zones
`
    .trim()
    .split(/\s+/),
);
