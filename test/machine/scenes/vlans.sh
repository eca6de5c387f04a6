#!/bin/bash
# A bridge that filters VLANs: a trunk out of the host, and TAPs in VLANs of their own.
set -eux
modprobe -a 8021q dummy
ip link add br-trunk type bridge vlan_filtering 1 stp_state 0
ip link set br-trunk up
ip link add trunk0 type dummy
ip link set trunk0 master br-trunk
ip link set trunk0 up
bridge vlan add dev trunk0 vid 10-30
for n in 1 2; do ip tuntap add "tap-v$n" mode tap; ip link set "tap-v$n" master br-trunk; ip link set "tap-v$n" up; done
bridge vlan del dev tap-v1 vid 1
bridge vlan add dev tap-v1 vid 10 pvid untagged
bridge vlan add dev tap-v1 vid 20-29
ip link add br-plain type bridge
ip link set br-plain up
ip tuntap add tap-p mode tap
ip link set tap-p master br-plain
# A VM, paused before its first instruction, whose port libvirt puts into a VLAN.
virsh -q create --paused /dev/stdin <<'XML'
<domain type='qemu'>
  <name>tagged</name>
  <memory unit='MiB'>32</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <interface type='bridge'>
      <mac address='52:54:00:00:20:01'/>
      <source bridge='br-trunk'/>
      <vlan><tag id='20'/></vlan>
      <target dev='vm-tagged'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
XML
