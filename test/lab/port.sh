#!/usr/bin/env bash
# What is set on links and on bridges' ports. To be sourced.
port_names=priority\|hairpin\|guard\|root_block\|fastleave\|learning\|flood\|proxy_arp\|mcast_router\|mcast_flood
port_names+=\|bcast_flood\|mcast_to_unicast\|group_fwd_mask\|neigh_suppress\|vlan_tunnel\|isolated\|locked\|mab\|cost

# A line for each port: its name, and what is set on it.
all_port_settings() {
  ip -o -d link show | sed -nE 's/^[0-9]+: ([^:@]+).* bridge_slave (.*)/\1 \2/p' |
    awk -v names="^($port_names)$" '{
      line = $1
      for (at = 2; at < NF; at++) if ($at ~ names) line = line " " $at " " $(at + 1)
      print line
    }'
}

# How one link is set, and as a port.
link_settings() { # LINK
  local shown before
  shown=$(ip -o -d link show dev "$1") || return
  before=${shown%% bridge_slave *}
  {
    echo "$before"
    [ "$before" = "$shown" ] || echo "${shown#* bridge_slave }"
  } | grep -oE "(<.*>|mtu [^ ]+|master [^ ]+|(^| )($port_names) [^ ]+)"
}
