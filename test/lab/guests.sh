#!/usr/bin/env bash
# The lab's guests. Can be run again: a guest that is no longer as it was made is made anew.
#   guests.sh [UUID…]   looks at those only, and at what doesn't belong here
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
connect=(virsh -q -c qemu:///system)
# shellcheck source=port.sh
. "$here/port.sh"

# Not every /dev/kvm that opens runs a guest: without the processor's own support one may get nowhere for minutes.
kvm_works() {
  grep -qE '^flags.*\b(vmx|svm)\b' /proc/cpuinfo && [ -r /dev/kvm ] && [ -w /dev/kvm ]
}

uuid_in() {
  local text
  text=$(<"$1")
  [[ $text =~ \<uuid\>([^<]*) ]] && echo "${BASH_REMATCH[1]}"
}

# All that an edit or an accident may change on a guest: libvirt's view of it and of its vNICs, the kernel's of its TAPs.
guest_state() { # UUID
  local shown tap
  shown=$("${connect[@]}" "dominfo $1; dumpxml --inactive $1; dumpxml $1" |
    sed -nE '/^CPU time/d; /^[A-Z]/p; /<interface /,/<\/interface>/p')
  echo "$shown"
  for tap in $(sed -nE "s:.*<target dev='([^']*)'.*:\1:p" <<<"$shown"); do
    link_settings "$tap" || echo "no $tap"
  done
}

remove() { # UUID
  "${connect[@]}" "destroy $1; undefine --managed-save $1" || true
} &>/dev/null

guest() { # FILE running|paused|off|transient
  local file=/run/lab/$1.xml built=/run/lab/guest-$1 uuid
  uuid=$(uuid_in "$here/guests/$1.xml")
  case " $only " in "  " | *" $uuid "*) ;; *) return 0 ;; esac
  if [ -e "$built" ]; then
    [ "$(guest_state "$uuid" 2>&1)" != "$(cat "$built")" ] || return 0
    remove "$uuid"
    rm -f "/run/lab/$1.log"
  fi
  sed "s/^<domain type='kvm'>/<domain type='$accelerator'>/" "$here/guests/$1.xml" >"$file"
  case $2 in
    transient) "${connect[@]}" "create $file" ;;
    off) "${connect[@]}" "define $file" ;;
    running) "${connect[@]}" "define $file; start $uuid" ;;
    paused) "${connect[@]}" "define $file; start --paused $uuid" ;;
  esac >/dev/null
  guest_state "$uuid" >"$built"
}

# A QEMU that libvirt knows nothing of.
bare_qemu() {
  ! kill -0 "$(cat /run/lab/bare.pid 2>/dev/null)" 2>/dev/null || return 0
  qemu-system-x86_64 -name bare -nodefaults -display none -daemonize -pidfile /run/lab/bare.pid \
    -machine pc,accel=tcg -m 16 -S -netdev tap,id=vm0,ifname=tap0,script=no,downscript=no \
    -device e1000,netdev=vm0,mac=52:54:00:ae:00:01
}

remove_stray_guests() {
  local uuid known
  known=$(cat "$here"/guests/*.xml)
  for uuid in $("${connect[@]}" list --all --uuid); do
    [[ $known == *"<uuid>$uuid</uuid>"* ]] || remove "$uuid"
  done
}

only=$*
accelerator=qemu
! kvm_works || accelerator=kvm
remove_stray_guests
makers=()
make() {
  "$@" &
  makers+=($!)
}
make guest guest running       # boots a small Linux: answers a hot-unplug, asks for leases; has an agent's channel, no agent
make guest web-01 running      # a vNIC of every kind
make guest quoted running      # a TAP name of its own, a MAC that web 01 has too, and one that begins with fe
make guest one off             # its name is taken for a domain id
make guest paused paused
make guest script running      # markup, quotes and non-ASCII in its name
make guest twins running       # two vNICs of one MAC
make guest transient transient
make guest deaf running        # no system in it: answers no hot-unplug
make bare_qemu
for maker in "${makers[@]}"; do wait "$maker"; done
