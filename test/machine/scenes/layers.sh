#!/bin/bash
# Layers under bridges of a real kernel: a bond with a partner, VLANs, a bridge that filters VLANs, a VXLAN, a macvtap.
set -eux
ip netns add switch
ip link set enp0s7 netns switch
ip link set enp0s8 netns switch
in_switch() { ip netns exec switch "$@"; }
modprobe -a bonding 8021q vxlan macvtap dummy

bond='mode 802.3ad miimon 100 lacp_rate fast xmit_hash_policy layer3+4'
# shellcheck disable=SC2086
ip link add bond0 type bond $bond
# shellcheck disable=SC2086
in_switch ip link add bond0 type bond $bond
for card in enp0s5 enp0s6; do ip link set "$card" down; ip link set "$card" master bond0; done
for card in enp0s7 enp0s8; do in_switch ip link set "$card" down; in_switch ip link set "$card" master bond0; done
ip link set bond0 up
in_switch ip link set bond0 up

ip link add link bond0 name bond0.10 type vlan id 10
ip link add br10 type bridge stp_state 0 forward_delay 0
ip link set bond0.10 master br10
ip link set bond0.10 up
ip link set br10 up

ip link add br-trunk type bridge vlan_filtering 1 vlan_default_pvid 1 stp_state 0
ip link set br-trunk up
for n in 1 2 3; do ip tuntap add "tap-a$n" mode tap; ip link set "tap-a$n" master br-trunk; ip link set "tap-a$n" up; done
bridge vlan del dev tap-a1 vid 1
bridge vlan add dev tap-a1 vid 10 pvid untagged
bridge vlan del dev tap-a2 vid 1
bridge vlan add dev tap-a2 vid 20 pvid untagged
bridge vlan add dev tap-a3 vid 10
bridge vlan add dev tap-a3 vid 100-103
ip link add link br-trunk name br-trunk.10 type vlan id 10
ip link set br-trunk.10 up

ip link add vx42 type vxlan id 42 dstport 4789 local 192.168.77.50 remote 192.168.77.9 dev enp0s4
ip link add br-vx type bridge
ip link set vx42 master br-vx
ip link set vx42 up
ip link set br-vx up
ip link add mvt0 link bond0 type macvtap mode bridge
ip link set mvt0 up
