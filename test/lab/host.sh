#!/usr/bin/env bash
# The first process of the lab, started by start.mjs in new network, mount and pid namespaces: gives libvirt folders and
# devices of its own, starts it, builds networks and guests, and runs the command. As pid 1 it also collects the
# processes that daemons leave behind, without which libvirt would take a stopped QEMU for a living one.
set -euo pipefail
cd_back=$PWD
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
trap 'echo "lab: could not be brought up: ${BASH_COMMAND}" >&2' ERR
trap 'exit 130' INT

private_folders() {
  local folder
  for folder in /run /var/lib/libvirt /var/cache/libvirt /var/log/libvirt /etc/libvirt; do
    mount -t tmpfs -o mode=755 tmpfs "$folder"
  done
  mkdir /run/lab
  mkdir -m 1777 /run/lock
  # On a terminal virsh would start polkit's agent, which complains each time that the lab has no polkit.
  [ ! -e /usr/bin/pkttyagent ] || mount --bind /dev/null /usr/bin/pkttyagent
  ln -s "$PATCHBAY_LAB_IMAGE" /var/lib/libvirt/patchbay-lab
}

# The kernel names a macvtap's device by its ifindex, which is unique in one network namespace only: in the machine's
# /dev, the taps of two labs would be taken for each other. mdev makes the nodes of this lab's own.
private_devices() {
  mkdir /run/dev
  mount -t tmpfs -o mode=755 tmpfs /run/dev
  mkdir /run/dev/{pts,shm,net}
  cp -a /dev/{null,zero,full,random,urandom,tty,ptmx,fd,stdin,stdout,stderr} /run/dev/
  cp -a /dev/net/tun /run/dev/net/
  [ ! -e /dev/kvm ] || cp -a /dev/kvm /run/dev/
  mount --bind /dev/pts /run/dev/pts
  mount -t tmpfs -o mode=1777 tmpfs /run/dev/shm
  mount --move /run/dev /dev
  # mdev begins with the devices that are in /sys already, and would take everybody's rights to them away.
  mount -t tmpfs -o mode=755 tmpfs /sys
  mkdir -p /sys/dev/{block,char}
  busybox mdev -d
  mount -t sysfs sysfs /sys
}

# What guests without a system boot: sets the timer to ring once, and halts without interrupts. A BIOS that finds nothing to
# boot is woken by the timer 18 times a second, which a dozen of them together keep a small machine busy with.
#   mov al, 30h; out 43h, al; xor al, al; out 40h, al; out 40h, al; cli; hlt; jmp hlt
idle_image() {
  printf '\xb0\x30\xe6\x43\x30\xc0\xe6\x40\xe6\x40\xfa\xf4\xeb\xfd' >/run/lab/idle.img
  truncate -s 1440K /run/lab/idle.img
  printf '\x55\xaa' | dd of=/run/lab/idle.img bs=1 seek=510 conv=notrunc status=none
}

start_libvirt() {
  cat >/etc/libvirt/qemu.conf <<-'EOF'
	user = "root"
	group = "root"
	cgroup_controllers = []
	security_driver = "none"
	namespaces = []
	stdio_handler = "file"
	EOF
  # As on a machine without polkit: everybody may look, the group libvirt may change.
  cat >/etc/libvirt/libvirtd.conf <<-'EOF'
	unix_sock_group = "libvirt"
	unix_sock_ro_perms = "0777"
	unix_sock_rw_perms = "0770"
	auth_unix_ro = "none"
	auth_unix_rw = "none"
	EOF
  virtlogd -d
  libvirtd -d
  # libvirt asks QEMU what it can do, which takes a while; it may as well do so while the networks are built.
  virsh -q -c qemu:///system domcapabilities >/dev/null &
}

build() {
  local LC_ALL=C.UTF-8
  export LC_ALL
  private_folders
  private_devices
  idle_image
  ip link set lo up
  start_libvirt
  bash "$here/network.sh"
  bash "$here/guests.sh"
}

build </dev/null
[ -z "${PATCHBAY_LAB_RELAY:-}" ] || node "$here/relay.mjs" "$PATCHBAY_LAB_PORT" "$PATCHBAY_LAB_RELAY" </dev/null &
trap - ERR
# The command gets Ctrl-C as well and may outlive it.
trap : INT
set +e
echo "lab: up after $(($(date +%s%3N) - PATCHBAY_LAB_SINCE)) ms" >&2
cd "$cd_back"
if [ $# -eq 0 ]; then
  PS1='(lab) \w # ' bash --norc -i
else
  "$@"
fi
exit
