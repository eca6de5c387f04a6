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

# What follows writes lines for `ip -batch`: a process for each of them would take most of a reset's time.

bridge_link() { # NAME MAC
  has_link "$1" || echo "link add $1 type bridge"
  echo "link set dev $1 address $2 nomaster mtu 1500 up"
  echo "link set dev $1 type bridge stp_state 0"
  echo "link set dev $1 type bridge forward_delay 1500"
}

veth_link() { # NAME, and its other end: SPACE PEER
  has_link "$1" || echo "link add $1 type veth peer name $3 netns $2"
  echo "link set dev $1 mtu 1500 up"
}

tap_link() { # NAME MAC
  has_link "$1" || echo "tuntap add dev $1 mode tap"
  echo "link set dev $1 address $2 mtu 1500 up"
}

# Only when it is not there as it was: setting a master again would take the port off for a moment.
plug() { # PORT BRIDGE
  if [ "/sys/class/net/$1/master" -ef "/sys/class/net/$2" ] && [ -n "${built[$1]:-}" ]; then
    [ "${settings[$1]:-}" != "${built[$1]}" ] || return 0
  fi
  # What was set on a port is gone with its bridge.
  echo "link set dev $1 nomaster"
  echo "link set dev $1 master $2"
}

links() {
  bridge_link br0 02:00:00:00:b0:00
  bridge_link br1 02:00:00:00:b1:00
  bridge_link br-storage 02:00:00:00:b2:00
  veth_link enp3s0 lan lan0
  veth_link enp4s0 lan lan1
  veth_link vethc0de42a container eth0
  plug enp3s0 br0
  plug vethc0de42a br0
  echo 'link set dev enp4s0 nomaster'

  has_link vxlan100 ||
    echo 'link add vxlan100 type vxlan id 100 dstport 4789 remote 192.168.50.20 local 192.168.50.10'
  echo 'link set dev vxlan100 mtu 1500 up'
  plug vxlan100 br-storage

  tap_link tap-loose 02:00:00:00:7a:01
  tap_link tap-plugged 02:00:00:00:7a:02
  tap_link tap0 02:00:00:00:7a:03
  echo 'link set dev tap-loose nomaster'
  plug tap-plugged br1
  plug tap0 br1
}

# A link has no addresses or routes but those that are given here.
addresses() {
  local link
  for link in enp3s0 enp4s0 br1 br-storage; do
    echo "addr flush dev $link scope global"
    echo "route flush dev $link"
  done
  echo 'addr replace 192.168.50.10/24 dev br0'
  echo 'route replace default via 192.168.50.1 dev br0'
}

# The kernel's own for fe80:: stay.
ipv6_addresses() {
  local link
  for link in enp3s0 enp4s0 br1 br-storage br0; do echo "addr flush dev $link scope global"; done
}

stray_ipv6_routes() {
  ip -6 route show | sed -nE '/^fe80::/d; s/^(.*) dev (enp3s0|enp4s0|br1|br-storage|br0)( .*)?$/route del \1 dev \2/p'
}

# Links of the kinds that the lab's tests make. libvirt's own go with their guest or network.
stray_links() {
  local name
  for name in $(ip -o -d link show | sed -nE 's/^[0-9]+: ([^:@]+).*\\ +(bridge|veth|tun|vxlan) .*/\1/p'); do
    case $name in
      br0 | br1 | br-storage | enp3s0 | enp4s0 | vethc0de42a | vxlan100 | tap-loose | tap-plugged | tap0) ;;
      vnet* | virbr* | clone-tap) ;;
      *) echo "link del dev $name" ;;
    esac
  done
}

in_batch() { # OPTION… -- WHAT WRITES THE LINES
  local options=()
  while [ "$1" != -- ]; do
    options+=("$1")
    shift
  done
  shift
  "$@" | ip "${options[@]}" -batch -
}

host_links() {
  local space name setting
  local -A settings=() built=()
  for space in lan container; do
    [ -e "/run/netns/$space" ] || ip netns add "$space"
  done
  in_batch -- stray_links
  while read -r name setting; do settings[$name]=$setting; done < <(all_port_settings)
  if [ -e /run/lab/ports ]; then
    while read -r name setting; do built[$name]=$setting; done </run/lab/ports
  fi
  in_batch -- links
  in_batch -n lan -- printf '%s\n' 'link set lan0 up' 'link set lan1 up' 'addr replace 192.168.50.1/24 dev lan0'
  in_batch -n container -- printf '%s\n' 'link set eth0 up' 'addr replace 192.168.50.30/24 dev eth0'
  in_batch -4 -- addresses
  in_batch -6 -- ipv6_addresses
  in_batch -6 -- stray_ipv6_routes
  all_port_settings >/run/lab/ports
}

# The LAN has a DHCP server of its own, as a home router is one.
lan_dhcp() {
  [ ! -e /run/lab/lan-dhcp.pid ] || return 0
  ip netns exec lan dnsmasq --conf-file=/dev/null --port=0 --interface=lan0 --bind-interfaces --user=root \
    --dhcp-range=192.168.50.100,192.168.50.199,2m --dhcp-leasefile=/run/lab/lan.leases --pid-file=/run/lab/lan-dhcp.pid
}

remove_network() { # NAME or UUID
  "${connect[@]}" net-destroy "$1" || true
  "${connect[@]}" net-undefine "$1" || true
} &>/dev/null

declare -A name_of bridge_of state_of

in_xml() { # FILE PATTERN
  local text
  text=$(<"$here/networks/$1.xml")
  [[ $text =~ $2 ]] && echo "${BASH_REMATCH[1]}"
}

# All that an edit or an accident may change on the networks; how many guests use one is none of that.
network_states() {
  local file asked='' current='' line
  for file in "${files[@]}"; do
    name_of[$file]=$(in_xml "$file" '<name>([^<]*)</name>')
    bridge_of[$file]=$(in_xml "$file" "<bridge name='([^']*)'")
    asked+="echo @$file; net-info '${name_of[$file]}'; net-dumpxml '${name_of[$file]}';"
    asked+="net-dumpxml --inactive '${name_of[$file]}';"
    state_of[$file]=
  done
  while read -r line; do
    if [[ $line == @* ]]; then current=${line#@}; else state_of[$current]+=${line/ connections=\'*([0-9])\'/}$'\n'; fi
  done < <("${connect[@]}" "$asked" 2>/dev/null)
  for file in "${files[@]}"; do
    if has_link "${bridge_of[$file]}"; then state_of[$file]+='its bridge is there'; else state_of[$file]+='no bridge'; fi
  done
}

networks() {
  local file name built changed=()
  network_states
  for file in "${files[@]}"; do
    built=/run/lab/network-$file
    [ -e "$built" ] && [ "${state_of[$file]}" = "$(<"$built")" ] || changed+=("$file")
  done
  for file in "${changed[@]}"; do
    name=${name_of[$file]}
    remove_network "$name"
    "${connect[@]}" net-define "$here/networks/$file.xml"
    [ "$file" = asleep ] || "${connect[@]}" net-start "$name"
  done >/dev/null
  [ ${#changed[@]} -gt 0 ] || return 0
  network_states
  for file in "${files[@]}"; do echo "${state_of[$file]}" >"/run/lab/network-$file"; done
}

# Networks that the lab's tests make: before the links, as libvirt takes its bridges with it.
remove_stray_networks() {
  local uuid known
  known=$(cat "$here"/networks/*.xml)
  for uuid in $("${connect[@]}" net-list --all --uuid); do
    [[ $known == *"<uuid>$uuid</uuid>"* ]] || remove_network "$uuid"
  done
}

shopt -s extglob
files=(default lab-net-2 routed hostbr asleep)
remove_stray_networks
host_links
lan_dhcp
networks
