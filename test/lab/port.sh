#!/usr/bin/env bash
# What is set on a bridge's port, one setting a line; nothing where the link is on no bridge. To be sourced.
port_names=priority\|hairpin\|guard\|root_block\|fastleave\|learning\|flood\|proxy_arp\|mcast_router\|mcast_flood
port_names+=\|bcast_flood\|mcast_to_unicast\|group_fwd_mask\|neigh_suppress\|vlan_tunnel\|isolated\|locked\|mab\|cost

port_settings() { # LINK
  ip -o -d link show dev "$1" | sed -n 's/.* bridge_slave //p' | grep -oE "(^| )($port_names) [^ ]+" || true
}

# The same with how the link itself is set.
link_settings() { # LINK
  local shown before
  shown=$(ip -o -d link show dev "$1") || return
  before=${shown%% bridge_slave *}
  {
    echo "$before"
    [ "$before" = "$shown" ] || echo "${shown#* bridge_slave }"
  } | grep -oE "(<.*>|mtu [^ ]+|master [^ ]+|(^| )($port_names) [^ ]+)"
}
