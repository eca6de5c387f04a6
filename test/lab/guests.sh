#!/usr/bin/env bash
# Defines the lab's guests and brings each into its state.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
connect=(virsh -q -c qemu:///system)

# Not every /dev/kvm that opens runs a guest: without the processor's own support one may get nowhere for minutes.
kvm_works() {
  grep -qE '^flags.*\b(vmx|svm)\b' /proc/cpuinfo && [ -r /dev/kvm ] && [ -w /dev/kvm ]
}

bring_up() { # FILE running|paused|off|transient
  local file=/run/lab/$1.xml
  sed "s/^<domain type='kvm'>/<domain type='$kind'>/" "$here/guests/$1.xml" >"$file"
  if [ "$2" = transient ]; then
    "${connect[@]}" create "$file"
    return
  fi
  "${connect[@]}" define "$file"
  local uuid
  uuid=$(sed -nE 's:.*<uuid>(.*)</uuid>.*:\1:p' "$file")
  case $2 in
    running) "${connect[@]}" start "$uuid" ;;
    paused) "${connect[@]}" start --paused "$uuid" ;;
  esac
} >/dev/null

kind=qemu
! kvm_works || kind=kvm
bring_up web-01 running
bring_up quoted running
bring_up one off
bring_up paused paused
bring_up script running
bring_up twins running
bring_up transient transient
bring_up guest running
bring_up deaf running
qemu-system-x86_64 -name bare -machine "pc,accel=$([ $kind = kvm ] && echo kvm || echo tcg)" -m 16 -nodefaults -display none -S -daemonize \
  -netdev tap,id=vm0,ifname=tap0,script=no,downscript=no -device e1000,netdev=vm0,mac=52:54:00:ae:00:01
