# What both sides of the guard share: guard.sh, which is asked, and guardRun.sh, which guards. Read in by them with `.`;
# $base is the directory of all guarded edits, $id names one, and $dir is its own.
# shellcheck shell=sh disable=SC2034 # what is set here is used there

base=/run/patchbay/guard
nl='
'
blanks=$IFS

fail() { # MESSAGE [EXIT-CODE]
  printf '%s\n' "$1" >&2
  exit "${2:-1}"
}

# A file of the edit's directory appears whole or not at all. Where /run has been filled since the edit was armed, there
# is the room that was laid aside for it.
put() { # FILE TEXT
  until write "$dir/.$1.$$" "$2"; do
    free_room || return 1
  done
  mv -f "$dir/.$1.$$" "$dir/$1" 2>/dev/null
}

write() { # PATH TEXT
  { printf '%s\n' "$2" >"$1"; } 2>/dev/null && return
  rm -f "$1"
  return 1
}

rooms='1 2 3 4 5 6 7 8 9 10 11 12'

# Each room is a file of its own: what runs out may be the number of files as well as the bytes.
lay_room_aside() {
  for room in $rooms; do
    write "$dir/room.$room" "$(printf '%4000s' '')" || return 1
  done
}

free_room() {
  for room in $rooms; do
    [ ! -e "$dir/room.$room" ] || { rm -f "$dir/room.$room" && return; }
  done
  return 1
}

get() { # FILE: sets text; empty where there is none
  text=
  if [ -r "$dir/$1" ]; then IFS= read -r text <"$dir/$1"; fi
}

# Seconds since the machine's start, which no change of the clock touches, and which go on while it sleeps.
look_at_clock() { # sets now
  read -r now _ </proc/uptime
  now=${now%%.*}
}

# Names one process for good: its pid, its start and the machine's run. Empty where no such process lives.
mark_of() { # PID: sets mark
  mark='' boot='' stat=''
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  read -r boot </proc/sys/kernel/random/boot_id
  pid=$1
  # shellcheck disable=SC2086 # fields, from the third one on
  set -- ${stat##*) }
  case $1 in Z | X) return 1 ;; esac
  mark="$pid ${20} $boot"
}

# The process that is at the edit: the last one that took it over; the first is the one that armed it.
runner_lives() { # sets runs, the number of the last
  runs=0
  while [ -e "$dir/runner.$((runs + 1))" ]; do runs=$((runs + 1)); done
  # Where others' processes are hidden from this user, nothing is known to be dead.
  [ -r /proc/1/stat ] || return 0
  get "runner.$runs"
  mark_of "${text%% *}" && [ "$mark" = "$text" ]
}

# Whoever is first decides what becomes of the edit: a link to a file is made by one alone.
decide() { # keep|user|expired|failed|stopped|killed
  claim decision "$1"
}

claim() { # FILE TEXT: true for the one who made the file
  until write "$dir/.$1.$$" "$2"; do
    free_room || return 1
  done
  won=0
  until ln "$dir/.$1.$$" "$dir/$1" 2>/dev/null; do
    # A link takes room as a file does.
    [ ! -e "$dir/$1" ] && free_room || { won=1 && break; }
  done
  rm -f "$dir/.$1.$$"
  return "$won"
}

is_pending() { # PHASE
  case $1 in armed | applying | waiting | reverting) return 0 ;; esac
  return 1
}

find_edit() { # ID: sets id and dir
  check_id "$1"
  dir=$base/$id
  [ -d "$dir" ] || fail 'There is no such guarded edit.' 4
}

check_id() {
  id=$1
  case $id in *[!0-9a-f-]*) fail 'A guarded edit is named by a UUID.' ;; esac
  [ "${#id}" -eq 36 ] || fail 'A guarded edit is named by a UUID.'
}

network_namespace() { readlink "/proc/${1:-self}/ns/net"; }

in_time() { # COMMAND…
  if command -v timeout >/dev/null; then timeout -s KILL 10 "$@"; else "$@"; fi
}

nap() { sleep "$1" 2>/dev/null || sleep 1; }

# The links of $watched in words that compare: masters, addresses and routes, without lifetimes and what the kernel makes
# of itself. Who made a route is no part of what it does.
show_state() {
  printf 'state\n'
  printf '%s\n' "$watched" | while read -r link; do
    [ -n "$link" ] || continue
    # 5: enp3s0@if2: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue master br0 state UP mode DEFAULT …
    line=$(ip -o link show dev "$link" 2>/dev/null)
    if [ -z "$line" ]; then
      printf '%s is not there\n' "$link"
      continue
    fi
    # shellcheck disable=SC2086 # words
    set -- $line
    state=down mtu='?' master='no bridge'
    case $3 in *[\<,]UP[,\>]*) state=up ;; esac
    while [ $# -gt 1 ] && [ "$1" != state ]; do
      case $1 in
        mtu) mtu=$2 ;;
        master) master=$2 ;;
      esac
      shift
    done
    printf '%s is %s, with an MTU of %s, on %s\n' "$link" "$state" "$mtu" "$master"
    # 2: br0    inet 192.168.50.10/24 scope global br0\       valid_lft forever …
    ip -o addr show dev "$link" | while read -r _ _ _ address rest; do
      case $rest in *'scope link'* | *' temporary '*) continue ;; esac
      printf '%s has the address %s\n' "$link" "$address"
    done
    for family in 4 6; do
      # default via 192.168.50.1 proto dhcp src 192.168.50.10 metric 100
      ip "-$family" route show table main dev "$link" | while read -r target rest; do
        case " $target $rest " in *' proto kernel '* | *' nexthop '*) continue ;; esac
        via='' metric='' source=''
        # shellcheck disable=SC2086 # words
        set -- $rest
        while [ $# -gt 1 ]; do
          case $1 in
            via) via=" via $2" ;;
            metric) metric=" metric $2" ;;
            src) source=" src $2" ;;
          esac
          shift
        done
        printf '%s has the IPv%s route %s%s%s%s\n' "$link" "$family" "$target" "$via" "$metric" "$source"
      done
    done
  done
}

# What has a lifetime on the links of $watched, a line each: `VALID PREFERRED SETTINGS = COMMAND`, in seconds, with the
# beginning of the command that sets it again; of an IPv6 route that a router told, PREFERRED is -.
show_lifetimes() {
  printf '%s\n' "$watched" | while read -r link; do
    [ -n "$link" ] || continue
    # 2: br0    inet6 2001:db8::10/64 scope global dynamic mngtmpaddr \       valid_lft 3597sec preferred_lft forever
    ip -o addr show dev "$link" 2>/dev/null | while read -r _ _ _ address rest; do
      case $rest in
        *' temporary '* | *'valid_lft forever'*) continue ;;
        *'preferred_lft forever'*) preferred=forever ;;
        *) preferred=${rest##*preferred_lft } preferred=${preferred%%sec*} ;;
      esac
      valid=${rest##*valid_lft } settings=''
      case $rest in *' mngtmpaddr '*) settings=mngtmpaddr ;; esac
      # An address of IPv6 may be there again by then: the router tells of it as soon as the link is up.
      case $address in *:*) verb=replace ;; *) verb=add ;; esac
      printf '%s %s %s = ip addr %s %s dev %s\n' "${valid%%sec*}" "$preferred" "$settings" "$verb" "$address" "$link"
    done
    # default nhid 70 via fe80::1 proto ra metric 1024 expires 1797sec hoplimit 64 pref medium
    ip -6 route show table main dev "$link" proto ra 2>/dev/null | while read -r target rest; do
      case $rest in *' expires '*sec*) ;; *) continue ;; esac
      left=${rest#* expires } via=''
      case $rest in
        'nhid '*' via '*) rest=${rest#nhid * } ;;
      esac
      case $rest in
        'via '*) rest=${rest#via } via=" via ${rest%% *}" ;;
      esac
      printf '%s - = ip -6 route replace %s%s dev %s\n' "${left%%sec*}" "$target" "$via" "$link"
    done
  done
}
