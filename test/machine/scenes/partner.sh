#!/bin/bash
# A switch's namespace at the far end of two cards, which speaks LACP; the cards themselves are free.
set -eux
ip netns add switch
ip link set enp0s7 netns switch
ip link set enp0s8 netns switch
in_switch() { ip netns exec switch "$@"; }
modprobe -a bonding 8021q
in_switch ip link add name bond0 type bond mode 802.3ad miimon 100 lacp_rate fast xmit_hash_policy layer3+4
for card in enp0s7 enp0s8; do in_switch ip link set "$card" down; in_switch ip link set "$card" master bond0; done
in_switch ip link set bond0 up
ip link set enp0s5 up
ip link set enp0s6 down
