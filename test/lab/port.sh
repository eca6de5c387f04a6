#!/usr/bin/env bash
# What is set on a bridge's port, one setting a line; nothing where the link is on no bridge. To be sourced.
port_settings() { # LINK
  local names=priority\|hairpin\|guard\|root_block\|fastleave\|learning\|flood\|proxy_arp\|mcast_router\|mcast_flood
  names+=\|bcast_flood\|mcast_to_unicast\|group_fwd_mask\|neigh_suppress\|vlan_tunnel\|isolated\|locked\|mab\|cost
  ip -o -d link show dev "$1" | sed -n 's/.* bridge_slave //p' | grep -oE "(^| )($names) [^ ]+" || true
}
