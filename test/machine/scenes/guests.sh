#!/bin/bash
# A host with nothing wrong: a bridge that filters VLANs and leads out by a bond, libvirt's NAT network, and a VM on both,
# paused before its first instruction.
set -eux
modprobe -a bonding 8021q
ip link add name bond0 type bond mode active-backup miimon 100
for card in enp0s5 enp0s6; do ip link set "$card" down; ip link set "$card" master bond0; done
ip link set bond0 up
ip link add br-lan type bridge vlan_filtering 1 stp_state 0
ip link set bond0 master br-lan
ip link set br-lan up
bridge vlan add dev bond0 vid 10-30

systemctl start libvirtd
virsh -q net-autostart default
virsh -q net-start default

cat >/tmp/web.xml <<'XML'
<domain type='qemu'>
  <name>web</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <interface type='bridge'>
      <mac address='52:54:00:00:30:01'/>
      <source bridge='br-lan'/>
      <vlan><tag id='10'/></vlan>
      <target dev='tap-web'/>
      <model type='virtio'/>
    </interface>
    <interface type='network'>
      <mac address='52:54:00:00:30:02'/>
      <source network='default'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
XML
virsh -q define /tmp/web.xml
virsh -q start --paused web
