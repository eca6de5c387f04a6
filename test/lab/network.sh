#!/usr/bin/env bash
# The lab's bridges, links and libvirt networks. Can be run again: makes what is missing and puts back what was changed.
#
#   lan (another namespace) 192.168.50.1 ── enp3s0 ── br0 192.168.50.10 ── vethc0de42a ── container (another namespace)
#                                        └─ enp4s0 (carries a macvtap)
#   br1 ── tap-plugged, tap0 (a QEMU without libvirt)        br-storage ── vxlan100        tap-loose: on no bridge
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
connect=(virsh -q -c qemu:///system)
# shellcheck source=port.sh
. "$here/port.sh"

has_link() { [ -e "/sys/class/net/$1" ]; }

bridge_link() { # NAME MAC
  has_link "$1" || ip link add "$1" type bridge
  ip link set dev "$1" address "$2" nomaster mtu 1500 up
  ip link set dev "$1" type bridge stp_state 0
  ip link set dev "$1" type bridge forward_delay 1500
}

veth_link() { # NAME, and its other end: SPACE PEER
  has_link "$1" || ip link add "$1" type veth peer name "$3" netns "$2"
  ip -n "$2" link set dev "$3" up
  ip link set dev "$1" mtu 1500 up
}

tap_link() { # NAME MAC
  has_link "$1" || ip tuntap add dev "$1" mode tap
  ip link set dev "$1" address "$2" mtu 1500 up
}

# Only when it is not there as it was: setting a master again would take the port off for a moment.
plug() { # PORT BRIDGE
  local built=/run/lab/port-$1
  if [ "/sys/class/net/$1/master" -ef "/sys/class/net/$2" ] && [ -e "$built" ]; then
    [ "$(port_settings "$1")" != "$(cat "$built")" ] || return 0
  fi
  # What was set on a port is gone with its bridge.
  ip link set dev "$1" nomaster
  ip link set dev "$1" master "$2"
  port_settings "$1" >"$built"
}

# A link has no addresses or routes but those that `links` gives it.
bare() { # LINK
  ip -4 addr flush dev "$1" scope global
  ip -4 route flush dev "$1"
  bare_of_ipv6 "$1"
}

# The kernel's own for fe80:: stay.
bare_of_ipv6() { # LINK
  local route
  ip -6 addr flush dev "$1" scope global
  for route in $(ip -6 route show dev "$1" | sed -nE '/^fe80::/! s/ .*//p'); do
    ip -6 route del "$route" dev "$1"
  done
}

# Links of the kinds that the lab's tests make. libvirt's own go with their guest or network.
remove_stray_links() {
  local name
  for name in $(for kind in bridge veth tun vxlan; do ip -o link show type $kind; done | sed -E 's/^[0-9]+: ([^:@]+).*/\1/'); do
    case $name in
      br0 | br1 | br-storage | enp3s0 | enp4s0 | vethc0de42a | vxlan100 | tap-loose | tap-plugged | tap0) ;;
      vnet* | virbr* | clone-tap) ;;
      *) ip link del dev "$name" ;;
    esac
  done
}

links() {
  local space link
  for space in lan container; do
    [ -e "/run/netns/$space" ] || ip netns add "$space"
  done
  bridge_link br0 02:00:00:00:b0:00
  bridge_link br1 02:00:00:00:b1:00
  bridge_link br-storage 02:00:00:00:b2:00
  veth_link enp3s0 lan lan0
  veth_link enp4s0 lan lan1
  veth_link vethc0de42a container eth0
  plug enp3s0 br0
  plug vethc0de42a br0
  ip link set dev enp4s0 nomaster
  for link in enp3s0 enp4s0 br1 br-storage; do bare "$link"; done
  bare_of_ipv6 br0
  ip -n lan addr replace 192.168.50.1/24 dev lan0
  ip -n container addr replace 192.168.50.30/24 dev eth0
  ip addr replace 192.168.50.10/24 dev br0
  ip route replace default via 192.168.50.1 dev br0

  has_link vxlan100 || ip link add vxlan100 type vxlan id 100 dstport 4789 remote 192.168.50.20 local 192.168.50.10
  ip link set dev vxlan100 mtu 1500 up
  plug vxlan100 br-storage

  tap_link tap-loose 02:00:00:00:7a:01
  tap_link tap-plugged 02:00:00:00:7a:02
  tap_link tap0 02:00:00:00:7a:03
  ip link set dev tap-loose nomaster
  plug tap-plugged br1
  plug tap0 br1
}

# The LAN has a DHCP server of its own, as a home router is one.
lan_dhcp() {
  [ ! -e /run/lab/lan-dhcp.pid ] || return 0
  ip netns exec lan dnsmasq --conf-file=/dev/null --port=0 --interface=lan0 --bind-interfaces --user=root \
    --dhcp-range=192.168.50.100,192.168.50.199,2m --dhcp-leasefile=/run/lab/lan.leases --pid-file=/run/lab/lan-dhcp.pid
}

# All that an edit or an accident may change on a network; how many guests use it is none of that.
network_state() { # NAME BRIDGE
  "${connect[@]}" "net-info '$1'; net-dumpxml '$1'; net-dumpxml --inactive '$1'" | sed "s/ connections='[0-9]*'//" &&
    { has_link "$2" && echo "$2 is there" || echo "no $2"; }
}

network() { # FILE active|inactive
  local file=$here/networks/$1.xml name bridge
  name=$(sed -nE "s:.*<name>(.*)</name>.*:\1:p" "$file")
  bridge=$(sed -nE "s:.*<bridge name='([^']*)'.*:\1:p" "$file")
  local built=/run/lab/network-$1
  if [ -e "$built" ]; then
    [ "$(network_state "$name" "$bridge" 2>&1)" != "$(cat "$built")" ] || return 0
    "${connect[@]}" net-destroy "$name" || true
    "${connect[@]}" net-undefine "$name" || true
  fi &>/dev/null
  "${connect[@]}" net-define "$file" >/dev/null
  [ "$2" = inactive ] || "${connect[@]}" net-start "$name" >/dev/null
  network_state "$name" "$bridge" >"$built"
}

# Networks that the lab's tests make: before the links, as libvirt takes its bridges with it.
remove_stray_networks() {
  local uuid
  for uuid in $("${connect[@]}" net-list --all --uuid); do
    if ! grep -qF "<uuid>$uuid</uuid>" "$here"/networks/*.xml; then
      "${connect[@]}" net-destroy "$uuid" || true
      "${connect[@]}" net-undefine "$uuid" || true
    fi
  done
} &>/dev/null

remove_stray_networks
remove_stray_links
links
lan_dhcp
network default active
network lab-net-2 active
network routed active
network hostbr active
network asleep inactive
