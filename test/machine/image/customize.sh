#!/bin/bash
# The machine's own settings, written into its root before that becomes a disk.
#   customize.sh ROOT GUEST-FOLDER PUBLIC-KEY
set -euo pipefail
root=$1 guest=$2 key=$3
inside() { chroot "$root" "$@"; }

echo machine > "$root/etc/hostname"
printf '127.0.0.1 localhost\n127.0.1.1 machine\n::1 localhost\n' > "$root/etc/hosts"
echo 'LABEL=machine / ext4 noatime 0 1' > "$root/etc/fstab"
mkdir -p "$root/opt/checkout"

# root comes in by key, and so do anna, who is in libvirt's group, olga, who may sudo, and bob, who is nobody special.
for user in anna bob olga; do
  inside useradd -m -s /bin/bash "$user"
  echo "$user:secret" | inside chpasswd
done
inside usermod -aG libvirt anna
inside usermod -aG sudo olga
for home in root home/anna home/bob home/olga; do
  install -d -m 700 "$root/$home/.ssh"
  install -m 600 "$key" "$root/$home/.ssh/authorized_keys"
done
for user in anna bob olga; do inside chown -R "$user:" "/home/$user/.ssh"; done
printf 'UseDNS no\nMaxStartups 100\nPermitRootLogin yes\n' > "$root/etc/ssh/sshd_config.d/lab.conf"

install -m 755 "$guest/choose-net" "$guest/router" "$root/usr/local/sbin/"
install -m 644 "$guest/choose-net.service" "$guest/router.service" "$root/etc/systemd/system/"
printf '#!/bin/sh\nexec node /opt/checkout/.build/bin/patchbay.cjs "$@"\n' > "$root/usr/local/bin/patchbay"
chmod 755 "$root/usr/local/bin/patchbay"

inside systemctl enable choose-net.service router.service ssh.service qemu-guest-agent.service
# A manager is started by choose-net, and what costs a boot seconds by the test that wants it.
off() { inside systemctl "$1" "${@:2}" >/dev/null 2>&1 || true; }
off disable NetworkManager.service systemd-networkd.service systemd-networkd.socket networking.service \
  libvirt-guests.service openvswitch-switch.service ovs-vswitchd.service ovsdb-server.service \
  ovs-record-hostname.service docker.service docker.socket containerd.service podman.service podman.socket \
  podman-auto-update.timer podman-restart.service lxc.service lxc-net.service lxc-monitord.service firewalld.service ufw.service \
  systemd-pstore.service wpa_supplicant.service systemd-network-generator.service
off mask NetworkManager-wait-online.service systemd-networkd-wait-online.service netplan-ovs-cleanup.service \
  user@.service systemd-binfmt.service proc-sys-fs-binfmt_misc.automount dev-hugepages.mount dev-mqueue.mount \
  sys-kernel-debug.mount sys-kernel-tracing.mount sys-fs-fuse-connections.mount modprobe@drm.service \
  modprobe@configfs.service getty@tty1.service serial-getty@ttyS0.service netavark-dhcp-proxy.service \
  apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer dpkg-db-backup.timer

# Nothing is new since the packages were installed, which the first boot would look for.
touch "$root/etc/.updated" "$root/var/.updated"

# Its VMs run without KVM, and need no profile.
sed -i 's/^#\?security_driver.*/security_driver = "none"/' "$root/etc/libvirt/qemu.conf"
printf 'blacklist kvm_amd\nblacklist kvm_intel\n' > "$root/etc/modprobe.d/nokvm.conf"
