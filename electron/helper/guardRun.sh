#!/bin/sh
# The process that guards one edit of the host's network: it runs the commands, waits for the user's word, asks the
# neighbour meanwhile, and takes everything back where the word does not come in time. guard.sh, which tells of all
# formats, copies it beside the edit and starts it there, detached: `guardRun.sh ID`.
# What taking back needs is read before anything is run, and held: whoever fills /run meanwhile, or empties it, keeps
# nothing from being taken back. An outcome that can't be written down is told of by nobody, and is never a success.
# shellcheck disable=SC2154 # guardFiles.sh sets text, dir, now, mark, nl, blanks
set -uf
umask 022
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
here=${0%/*}
cd / || exit 1
# shellcheck source=electron/helper/guardFiles.sh
. "$here/guardFiles.sh"

run() { # ID
  trap '' HUP INT QUIT PIPE
  stopped=''
  trap 'stopped=1' TERM
  find_edit "$1"
  take_over || exit 0
  hold
  # The last that is to be killed where memory runs out.
  { printf '%s\n' -900 >/proc/self/oom_score_adj; } 2>/dev/null
  get phase
  is_pending "$text" || exit 0
  if [ "$text" != armed ] || [ "$runs" -gt 1 ]; then
    decide killed
  elif [ ! -e "$dir/decision" ]; then
    apply && wait_for_word
  fi
  get decision
  if [ "$text" = keep ]; then put phase kept; else take_back; fi
  look_at_clock
  put ended "$now"
  while free_room; do :; done
}

# One process alone is at the edit; another comes in only when that one is dead.
take_over() {
  runner_lives && [ "$runs" -gt 0 ] && return 1
  runs=$((runs + 1))
  mark_of $$ && claim "runner.$runs" "$mark"
}

hold() { # sets watched, before, lifetimes, since, seconds, probe, at, dos and undos, of which the last comes first
  watched=$(cat "$dir/watch") before=$(cat "$dir/before") lifetimes=$(cat "$dir/lifetimes")
  get since
  since=$text
  get seconds
  seconds=$text
  get probe
  probe=$text
  get at
  at=${text:-0}
  dos='' undos='' step=1
  while [ -e "$dir/do.$step" ]; do
    get "do.$step"
    dos=$dos$text$nl
    get "undo.$step"
    undos="$step $text$nl$undos"
    step=$((step + 1))
  done
}

run_line() { # COMMAND: sets said
  text=$1
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    # shellcheck disable=SC2086 # its words were checked when it was armed; set -f keeps them as they are
    said=$(in_time $text 2>&1 </dev/null) && return
    case $text in
      # The kernel takes no IPv6 address for a source before it knows, after a second or two, that nobody else has it.
      'ip -6 route replace '*' src '*) nap 0.5 ;;
      *) return 1 ;;
    esac
  done
  return 1
}

apply() {
  # Nothing is run that could not be taken back, for want of a place where it is written down.
  if ! put phase applying; then
    decide failed
    return 1
  fi
  # Whoever armed it may have given it up by now.
  [ ! -e "$dir/decision" ] || return 1
  IFS=$nl
  for line in $dos; do
    IFS=$blanks
    # Written down first: another process may have to go on from here.
    if ! put at $((at + 1)); then
      decide failed
      return 1
    fi
    at=$((at + 1))
    run_line "$line" && [ -z "$stopped" ] && continue
    if [ -n "$stopped" ]; then
      decide stopped
      return 1
    fi
    # A command that fails may have done a part of its work, and is taken back as well; but what could not be added,
    # as it is there already, is somebody else's.
    case $text in
      'ip '*' add '*)
        at=$((at - 1))
        put at "$at"
        ;;
    esac
    put command "$text"
    put said "$(printf '%s\n' "$said" | tr -cd '\n -~' | cut -c 1-300 | head -n 10)"
    decide failed
    return 1
  done
  IFS=$blanks
  return 0
}

wait_for_word() {
  look_at_clock
  deadline=$((now + seconds))
  put deadline "$deadline"
  put phase waiting
  asked_at=-1 answered='' contact=unknown
  while [ ! -e "$dir/decision" ]; do
    look_at_clock
    # Taken back also where that it is so can't be written down: the loop must end.
    if [ -n "$stopped" ]; then
      decide stopped
      return
    fi
    if [ "$now" -ge "$deadline" ]; then
      decide expired
      return
    fi
    # shellcheck disable=SC2086 # ADDRESS LINK
    [ -z "$probe" ] || ask_neighbour $probe
    nap 0.2
  done
}

# Whether the neighbour answers now: what is known of it is forgotten first, as an old entry tells nothing, and the
# kernel is made to ask again. Every three seconds; what is not answered within two is a no.
ask_neighbour() { # ADDRESS LINK
  if [ "$asked_at" -lt 0 ] || [ $((now - asked_at)) -ge 3 ]; then
    asked_at=$now answered=''
    # 192.168.50.1 lladdr ee:84:b6:05:00:6e REACHABLE
    case $(ip neigh show to "$1" dev "$2" 2>/dev/null) in
      # An entry that somebody wrote by hand is not to be touched, and answers for nobody.
      *' PERMANENT'* | *' NOARP'*) answered=unknown ;;
      *)
        ip neigh flush to "$1" dev "$2" >/dev/null 2>&1
        ip neigh replace "$1" dev "$2" use >/dev/null 2>&1
        ;;
    esac
  fi
  [ -z "$answered" ] || return
  case $(ip neigh show to "$1" dev "$2" 2>/dev/null) in
    *' REACHABLE'*) answered=yes ;;
    *) [ $((now - asked_at)) -lt 2 ] || answered=no ;;
  esac
  if [ -n "$answered" ] && [ "$answered" != "$contact" ]; then
    contact=$answered
    put contact "$contact"
  fi
}

# Nothing ends this but its own end: a host halfway back is what nobody wants.
take_back() {
  trap '' TERM
  # Without a phase it can't be kept any more.
  put phase reverting || rm -f "$dir/phase"
  for _ in 1 2 3 4; do
    IFS=$nl
    for line in $undos; do
      IFS=$blanks
      [ "${line%% *}" -le "$at" ] || continue
      lend "${line#* }"
      run_line "${line#* }$lent"
    done
    IFS=$blanks
    for _ in 1 2 3; do
      if is_as_before; then
        put phase reverted
        tell_neighbours
        return
      fi
      mend
      # The kernel may take a moment.
      nap 0.5
    done
  done
  put differs "$differs" && put phase not-reverted
}

# What was lent to the host, by a DHCP server or a router, is so again for what is left of its time: else a prefix that
# the router gives up would stay for ever.
lend() { # COMMAND: sets lent, more words for it
  lent=''
  look_at_clock
  spent=$((now - since))
  IFS=$nl
  for lifetime in $lifetimes; do
    IFS=$blanks
    case "$1 " in "${lifetime#*= } "*) ;; *) continue ;; esac
    # shellcheck disable=SC2086 # LEFT PREFERRED SETTINGS = COMMAND
    set -- "$1" $lifetime
    left=$(($2 - spent)) preferred=$3 settings=''
    [ "$4" = = ] || settings=$4
    # Time enough for its owner to renew it.
    [ "$left" -ge 60 ] || left=60
    if [ "$preferred" = - ]; then
      lent=" expires $left"
      continue
    fi
    [ "$preferred" = forever ] || preferred=$((preferred > spent ? preferred - spent : 0))
    [ "$preferred" = forever ] || [ "$preferred" -le "$left" ] || preferred=$left
    lent=" valid_lft $left preferred_lft $preferred $settings"
  done
  IFS=$blanks
}

# The neighbours may know the host by the MAC of the link that it was on meanwhile. They all hear what a router is asked,
# and learn from it; but some go by nothing new within a second.
tell_neighbours() {
  for _ in 1 2; do
    printf '%s\n' "$before" | while read -r link _ _ _ what _ via router _; do
      [ "$what $via" = 'route via' ] || continue
      case $(ip neigh show to "$router" dev "$link") in *' PERMANENT'* | *' NOARP'*) continue ;; esac
      ip neigh flush to "$router" dev "$link"
      ip neigh replace "$router" dev "$link" use
    done
    nap 1.2
  done >/dev/null 2>&1
}

is_as_before() { # sets differs
  after=$(show_state | sort -u)
  differs=$(
    lines_but "$before" "$after" -
    lines_but "$after" "$before" +
  )
  [ "$before" = "$after" ]
}

lines_but() { # LINES KNOWN SIGN: prints those that are not known
  printf '%s\n' "$1" | while IFS= read -r line; do
    case $nl$2$nl in
      *"$nl$line$nl"*) ;;
      *) printf '%s %s\n' "$3" "$line" ;;
    esac
  done
}

# What the commands do not bring back: a route that the kernel dropped with its address. And what a router told a link
# in the meantime, which does not lead there any more.
mend() {
  printf '%s\n' "$differs" | while read -r sign link _ _ kind what rest; do
    case "$sign $kind $what" in
      '- address '*:*) ip addr replace "$what" dev "$link" ;;
      '- address '*) ip addr add "$what" dev "$link" ;;
      '- IPv4 route' | '- IPv6 route')
        kind=${kind#IPv}
        # shellcheck disable=SC2086 # words
        ip "-$kind" route add $rest dev "$link"
        ;;
      '+ address '*)
        case $(ip -o -6 addr show dev "$link" to "${what%/*}") in
          *' mngtmpaddr '*) ip addr del "$what" dev "$link" ;;
        esac
        ;;
      '+ IPv6 route')
        # shellcheck disable=SC2086 # words
        [ -z "$(ip -6 route show ${rest%% *} dev "$link" proto ra)" ] || ip -6 route del $rest dev "$link"
        ;;
    esac
  done >/dev/null 2>&1
}

run "$1"
