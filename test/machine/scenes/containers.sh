#!/bin/bash
# Containers of all runtimes that the machine has, each with busybox and nothing else in it, on bridges of their own and of
# ours; and a network namespace that somebody made by hand.
set -eux
ip link add br-box type bridge
ip link set br-box up
ip addr add 10.50.0.1/24 dev br-box

# A tree that nspawn takes for an operating system.
tree() {
  mkdir -p "$1"/{bin,etc,usr,proc,sys,dev,tmp,run,var,root}
  cp /bin/busybox "$1/bin/busybox"
  ln -sf busybox "$1/bin/sh"
  ln -sf busybox "$1/bin/sleep"
  ln -sf busybox "$1/bin/ip"
  echo 'ID=box' >"$1/etc/os-release"
}

# By hand: a named namespace with nothing running in it.
ip netns add blue
ip link add veth-blue type veth peer name eth0 netns blue
ip link set veth-blue master br-box up
ip -n blue link set eth0 up
ip -n blue addr add 10.50.0.2/24 dev eth0

tree /var/lib/machines/web-1
systemd-run --unit=spawn systemd-nspawn -a -M web-1 --network-bridge=br-box /bin/sleep 99999

mkdir -p /var/lib/lxc/c1
tree /var/lib/lxc/c1/rootfs
cat >/var/lib/lxc/c1/config <<'CONFIG'
lxc.uts.name = c1
lxc.rootfs.path = dir:/var/lib/lxc/c1/rootfs
lxc.init.cmd = /bin/sleep 99999
lxc.net.0.type = veth
lxc.net.0.link = br-box
lxc.net.0.flags = up
lxc.net.0.hwaddr = 00:16:3e:aa:00:01
lxc.net.0.ipv4.address = 10.50.0.4/24
lxc.apparmor.profile = unconfined
CONFIG
lxc-start -n c1

tree /srv/box
podman network create backend
podman run -d --name pod-web --network backend --rootfs /srv/box /bin/sleep 99999

systemctl start docker
tar -C /srv/box -c . | docker import - box
docker network create apps
docker network create -d macvlan --subnet 10.60.0.0/24 -o parent=enp0s5 lan
docker run -d --name web box /bin/sleep 99999
docker run -d --name db --network apps box /bin/sleep 99999
docker run -d --name side --network container:db box /bin/sleep 99999
docker run -d --name cam --network lan box /bin/sleep 99999
docker run -d --name onhost --network host box /bin/sleep 99999
