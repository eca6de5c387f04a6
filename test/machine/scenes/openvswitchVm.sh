#!/bin/bash
# A VM that waits before its first instruction, and whose vNIC libvirt has made a port of ovsbr0, in VLAN 10.
set -eux
systemctl start libvirtd
cat > /tmp/ovsvm.xml <<'XML'
<domain type='qemu'>
  <name>ovsvm</name>
  <memory>65536</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <interface type='bridge'>
      <mac address='52:54:00:aa:00:01'/>
      <source bridge='ovsbr0'/>
      <vlan><tag id='10'/></vlan>
      <virtualport type='openvswitch'/>
      <target dev='vmtap0'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
XML
virsh -c qemu:///system define /tmp/ovsvm.xml
virsh -c qemu:///system start --paused ovsvm
