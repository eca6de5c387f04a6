#!/bin/bash
# Open vSwitch: ovsbr0 with an access port, a trunk and a bond, joined by patch ports to ovsbr1, which has the card; a
# tunnel, a bridge in user space, a fake bridge, and the kernel's br0 beside them.
set -eux
systemctl start openvswitch-switch
ip link set enp0s5 up

for n in 1 2 3 4 5; do ip tuntap add "tap$n" mode tap; ip link set "tap$n" up; done
ip link add br0 type bridge stp_state 0 forward_delay 0
ip link set br0 up
ip link set tap3 master br0

ovs-vsctl --timeout=60 \
	-- add-br ovsbr0 -- add-br ovsbr1 -- add-br ovsbr2 -- set bridge ovsbr2 datapath_type=netdev \
	-- add-port ovsbr0 tap1 tag=10 -- set interface tap1 external_ids:attached-mac=52:54:00:00:00:01 external_ids:iface-id=one \
	-- add-port ovsbr0 tap2 trunks=10,20 vlan_mode=trunk -- set port tap2 other_config:priority-tags=always \
	-- add-port ovsbr0 mgmt0 tag=30 -- set interface mgmt0 type=internal \
	-- add-port ovsbr0 to-ovsbr1 -- set interface to-ovsbr1 type=patch options:peer=to-ovsbr0 \
	-- add-port ovsbr1 to-ovsbr0 -- set interface to-ovsbr0 type=patch options:peer=to-ovsbr1 \
	-- add-port ovsbr1 enp0s5 \
	-- add-port ovsbr2 vx7 -- set interface vx7 type=vxlan options:remote_ip=192.168.77.9 options:key=7 \
	-- add-bond ovsbr2 bond0 enp0s6 enp0s7 bond_mode=active-backup \
	-- add-br fake40 ovsbr0 40 -- add-port fake40 tap4 \
	-- --id=@qos create QoS type=linux-htb other_config:max-rate=1000000 \
	-- add-port ovsbr0 tap5 tag=50 qos=@qos -- set port tap5 'external_ids:"a=b"="x \"y\" é"' \
	-- set interface tap5 external_ids:iface-id=five mtu_request=1400 ofport_request=17
ip link set ovsbr0 up
ip link set ovsbr1 up
