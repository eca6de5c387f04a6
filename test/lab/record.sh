#!/usr/bin/env bash
# Records what the commands print in the lab, for the parsers' tests. From the top of the tree, as root:
#   node test/lab/lab.mjs -- bash test/lab/record.sh
set -uo pipefail
export LC_ALL=C.UTF-8
cd "$(dirname "${BASH_SOURCE[0]}")/../fixtures/lab" || exit
connect=(virsh -q -c qemu:///system)
read_only=(virsh -r -q -c qemu:///system)
nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)
guest_mac=52:54:00:ac:00:01

slug() { tr -c '[:alnum:]\n' _ <<<"$1" | tr -s _; }
uuid_of() { "${connect[@]}" list --all --uuid --name | while read -r uuid name; do [ "$name" != "$1" ] || echo "$uuid"; done; }
tap_of() { "${connect[@]}" domiflist "$1" | awk -v mac="$2" '$NF == mac {print $1}'; }

# How a command fails: standard error, after a first line that has the command and its exit code.
failure() { # FILE COMMAND…
  local file=errors/$1.txt err code
  shift
  err=$("$@" 2>&1 >/dev/null </dev/null)
  code=$?
  printf '# %s → %s\n%s\n' "$*" "$code" "$err" >"$file"
}

links() {
  ip -j -d -s link >ip-j-d-s-link.json
  ip -j addr >ip-j-addr.json
  ip -j route >ip-j-route.json
  ip -j -6 route >ip-j-6-route.json
  ip -j neigh >ip-j-neigh.json
  bridge -j fdb show >bridge-j-fdb.json
  bridge -j -d link >bridge-j-d-link.json
  grep -sH '' /sys/class/net/*/speed >link-speeds.txt
}

domains() {
  "${connect[@]}" list --all --uuid --name >list-all-uuid-name.txt
  virsh -c qemu:///system list --all >list-all.txt
  "${connect[@]}" list --all --persistent --uuid >list-persistent-uuid.txt
  "${connect[@]}" list --all --transient --uuid >list-transient-uuid.txt
  "${connect[@]}" domstats --interface --state >domstats-interface-state.txt
  local uuid name file
  while read -r uuid name; do
    [ -n "$uuid" ] || continue
    file=$(slug "$name")
    "${connect[@]}" domiflist "$uuid" >"domiflist-$file.txt"
    "${connect[@]}" domiflist --inactive "$uuid" >"domiflist-inactive-$file.txt"
    "${connect[@]}" dumpxml "$uuid" >"dumpxml-$file.xml"
    "${connect[@]}" dumpxml --inactive "$uuid" >"dumpxml-inactive-$file.xml"
  done <list-all-uuid-name.txt
  "${connect[@]}" domifaddr --source lease "$(uuid_of guest)" >domifaddr-lease-guest.txt
  "${connect[@]}" domifaddr --source arp "$(uuid_of guest)" >domifaddr-arp-guest.txt
}

networks() {
  virsh -c qemu:///system net-list --all >net-list-all.txt
  "${connect[@]}" net-list --all --name >net-list-all-name.txt
  local name file
  while read -r name; do
    [ -n "$name" ] || continue
    file=$(slug "$name")
    "${connect[@]}" net-dumpxml "$name" >"net-dumpxml-$file.xml"
    "${connect[@]}" net-dumpxml --inactive "$name" >"net-dumpxml-inactive-$file.xml"
  done <net-list-all-name.txt
  "${connect[@]}" net-dhcp-leases default >net-dhcp-leases-default.txt
  "${connect[@]}" net-dhcp-leases 'lab net 2' >net-dhcp-leases-lab_net_2.txt
}

# One process with sentinels between, and a domain in the middle that is not there: stdout and stderr apart.
batch() {
  "${read_only[@]}" "echo @A@; domiflist $(uuid_of guest); echo @B@; domiflist 00000000-0000-0000-0000-000000000000; \
echo @C@; list --uuid" >batch.stdout.txt 2>batch.stderr.txt
}

processes() {
  find /proc -maxdepth 3 -path '/proc/[0-9]*/fdinfo/*' -exec grep -sH '^iff:' {} + >tap-holders.txt
  cat "/proc/$(pgrep -f 'guest=web 01')/cmdline" >cmdline-libvirt-web_01.bin
  cat "/proc/$(cat /run/lab/bare.pid)/cmdline" >cmdline-bare.bin
}

failures() {
  mkdir -p errors
  local web=52:54:00:aa:00:01 uuid tap
  uuid=$(uuid_of 'web 01')
  tap=$(tap_of "$uuid" $web)
  failure virsh-unknown-domain "${connect[@]}" domiflist no-such-vm
  failure virsh-unknown-network "${connect[@]}" net-dumpxml no-such-network
  failure virsh-permission-denied "${nobody[@]}" "${connect[@]}" list --all
  failure virsh-read-only-edit "${read_only[@]}" domif-setlink "$uuid" "$tap" down
  failure virsh-agent-not-configured "${connect[@]}" domifaddr --source agent "$uuid"
  failure virsh-agent-not-connected "${connect[@]}" domifaddr --source agent "$(uuid_of guest)"
  failure virsh-detach-of-twins "${connect[@]}" detach-interface "$(uuid_of twins)" bridge --mac 52:54:00:ff:00:01 --live
  failure virsh-attach-to-unknown-bridge "${connect[@]}" attach-interface "$uuid" bridge no-such-br --live
  failure virsh-attach-to-inactive-network "${connect[@]}" attach-interface "$uuid" network asleep --live
  failure ip-not-permitted "${nobody[@]}" ip link set dev "$tap" master br1
  failure ip-unknown-link ip link set dev no-such-link master br1
  failure ip-unknown-master ip link set dev tap-loose master no-such-br
  failure ip-master-is-no-bridge ip link set dev tap-loose master tap-plugged

  ip link set dev "$tap" master br-storage
  "${connect[@]}" dumpxml "$uuid" | sed -n "/<interface type='bridge'>/,/<\/interface>/p" | sed '/<\/interface>/q; s/br0/br1/' >/run/lab/edit.xml
  failure virsh-update-of-a-tap-moved-by-hand "${connect[@]}" update-device "$uuid" /run/lab/edit.xml --live
  ip link set dev "$tap" master br0
}

# What is printed while a guest's vNIC is moved and taken off, a TAP is moved, a network and a guest restart.
changes() {
  local uuid tap followers=()
  uuid=$(uuid_of guest)
  ip monitor link >ip-monitor-link.txt & followers+=($!)
  ip monitor >ip-monitor.txt & followers+=($!)
  bridge monitor >bridge-monitor.txt & followers+=($!)
  "${read_only[@]}" event --all --loop --timestamp >event-all-loop.txt & followers+=($!)
  "${read_only[@]}" net-event --event lifecycle --loop --timestamp >net-event-lifecycle-loop.txt & followers+=($!)
  sleep 1
  tap=$(tap_of "$uuid" $guest_mac)
  ip link set dev "$tap" master br1
  ip link set dev "$tap" nomaster
  ip link set dev "$tap" master virbr0
  "${connect[@]}" attach-interface "$uuid" bridge br1 --mac 52:54:00:ac:00:02 --model virtio --live
  "${connect[@]}" detach-interface "$uuid" bridge --mac 52:54:00:ac:00:02 --live
  "${connect[@]}" domif-setlink "$uuid" "$tap" down
  "${connect[@]}" domif-setlink "$uuid" "$tap" up
  "${connect[@]}" suspend "$(uuid_of twins)"
  "${connect[@]}" resume "$(uuid_of twins)"
  "${connect[@]}" destroy "$(uuid_of '<script>alert("Köln ✓")<script>')"
  "${connect[@]}" start "$(uuid_of '<script>alert("Köln ✓")<script>')"
  "${connect[@]}" net-destroy routed
  "${connect[@]}" net-start routed
  sleep 1
  kill "${followers[@]}"
} >/dev/null

# libvirtd dies, and comes back: last, as nothing is where it was after it.
daemon() {
  "${read_only[@]}" event --all --loop --timestamp >event-daemon-dies.txt 2>errors/virsh-event-daemon-dies.txt &
  local follower=$!
  sleep 0.5
  kill -9 "$(cat /run/libvirtd.pid)"
  wait $follower
  echo "exit code $?" >>errors/virsh-event-daemon-dies.txt
  failure virsh-libvirtd-dead "${read_only[@]}" list --all
  rm -f /run/libvirt/libvirt-sock /run/libvirt/libvirt-sock-ro
  failure virsh-libvirtd-no-socket "${read_only[@]}" list --all
}

mkdir -p errors
rm -f ./*.{json,txt,xml,bin} errors/*
until "${connect[@]}" net-dhcp-leases default | grep -q $guest_mac; do sleep 0.5; done
ip neigh add 192.168.122.250 lladdr 52:54:00:ac:00:09 dev virbr0
links
domains
networks
batch
processes
failures
changes
daemon
