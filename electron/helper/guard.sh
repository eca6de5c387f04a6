#!/bin/sh
# Patchbay's guard: runs an edit of the host's network that could cut the user off, and reverts it unless
# it is told in time that the host is still reached. It is run by root, in a process of its own that needs nothing of
# Patchbay any more: neither the app, nor its terminal, nor its files. POSIX sh; `ip`, setsid and the usual small tools.
#
#   guard.sh arm ID SECONDS   starts an edit: ID is a UUID, the document comes on standard input; prints `armed`
#   guard.sh keep ID          the edit stays; prints `kept`
#   guard.sh revert ID        takes it back at once, also when its process is gone; prints the phase that it ended in
#   guard.sh forget ID        removes what is known of an edit that has ended
#   guard.sh list             tells of all edits of this network namespace; anyone may ask
#
# They exit with 0 when it is so; 1: it could not be done, standard error says why; 3: another guarded edit is not
# decided yet; 4: there is no such edit; 5: too late, it was decided otherwise; 6: its process is gone.
#
# The document, a line each; words are printable ASCII without space, quotes, `\` and `#`, one space between two:
#   patchbay-guard 1
#   note TEXT             one line that `list` gives back as it is
#   probe ADDRESS LINK    may be left out: the neighbour whose answer shows contact
#   watch LINK            may be repeated: what is taken back must show these as they were, or not there
#   do WORDS              a command of ip, bridge or resolvectl …
#   undo WORDS            … and what takes it back, right after it; both repeated, in the order in which they are done
#   end
#
# What `list` prints: first `patchbay-guards 1`, then for each edit
#   guard ID
#   phase applying|waiting|reverting|kept|reverted|not-reverted|gone
#   seconds N             as armed
#   left N                only while waiting: seconds until it is taken back
#   contact yes|no|unknown
#   cause user|expired|failed|stopped|killed    only once it is being taken back
#   command WORDS         only where cause is failed: the command that failed …
#   said TEXT             … and what it printed, a line each
#   differs - TEXT        only where not-reverted: the host showed this before, and does not now
#   differs + TEXT        the host shows this now, and did not before
#   probe ADDRESS LINK    as armed
#   note TEXT             as armed
#   .
# shellcheck disable=SC2154 # guardFiles.sh sets text, base, now, mark, runs, nl
# shellcheck disable=SC2045 # the names under $base are UUIDs
set -uf
umask 022
LC_ALL=C
PATH=${PATH:+$PATH:}/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH

case $0 in
  /*) here=${0%/*} ;;
  */*) here=$PWD/${0%/*} ;;
  *) here=$PWD ;;
esac
cd / || exit 1
# shellcheck source=electron/helper/guardFiles.sh
. "$here/guardFiles.sh"

need_root() {
  [ "$(id -u)" = 0 ] || fail "The guard takes root's rights."
}

check_words() { # LINE
  case $1 in
    '' | *[!!-~\ ]* | *[\"\'\\#]* | *'  '* | ' '* | *' ') return 1 ;;
  esac
}

read_document() { # sets steps
  IFS= read -r line || return 1
  [ "$line" = 'patchbay-guard 1' ] || return 1
  steps=0 is_done=1 watched=''
  while IFS= read -r line; do
    value=${line#* }
    if [ "${line%% *}" = note ]; then
      put note "$value" || return 1
      continue
    fi
    check_words "$line" || return 1
    case $line in
      'probe '*) put probe "$value" || return 1 ;;
      'watch '*) watched=$watched${watched:+$nl}$value ;;
      'do ip '* | 'do bridge '* | 'do resolvectl '*)
        [ "$is_done" = 1 ] || return 1
        steps=$((steps + 1)) is_done=0
        put "do.$steps" "$value" || return 1
        ;;
      'undo ip '* | 'undo bridge '* | 'undo resolvectl '*)
        [ "$is_done" = 0 ] || return 1
        is_done=1
        put "undo.$steps" "$value" || return 1
        ;;
      end)
        [ "$is_done" = 1 ] && [ "$steps" -gt 0 ]
        return
        ;;
      *) return 1 ;;
    esac
  done
  return 1
}

arm() { # ID SECONDS
  need_root
  check_id "$1"
  case $2 in '' | *[!0-9]* | ????*) fail 'The guard waits for some seconds.' ;; esac
  command -v setsid >/dev/null || fail 'The guard needs setsid (util-linux), which is not installed.'
  mkdir -p "$base" || fail 'The guard has no place of its own under /run.'
  look_at_clock
  remove_old
  [ ! -e "$base/$id" ] || fail 'This edit has been armed before.'
  dir=$base/.$id
  rm -rf "$dir"
  mkdir "$dir" || fail 'The guard has no place of its own under /run.'
  trap 'rm -rf "$base/.$id"' EXIT
  read_document || fail "The guard was given something that it does not understand, or can't write under /run."
  mark_of $$ &&
    put runner.0 "$mark" &&
    put seconds "$2" &&
    put namespace "$(network_namespace)" &&
    cp "$here/guard.sh" "$here/guardFiles.sh" "$here/guardRun.sh" "$dir/" &&
    put watch "$watched" &&
    put before "$(show_state | sort -u)" &&
    put lifetimes "$(show_lifetimes)" &&
    lay_room_aside &&
    put since "$now" &&
    put contact unknown &&
    put phase armed &&
    mv "$dir" "$base/$id"
  [ -d "$base/$id" ] || fail 'The guard could not be written under /run.'
  dir=$base/$id
  # Of two that are armed at once, one at least sees the other.
  if others_pending; then
    rm -rf "$dir"
    fail 'Another guarded edit is not confirmed yet on this host.' 3
  fi
  start
  await_other_phase 100 armed && printf 'armed\n' && return
  # Should it come after all, it finds nothing to do; where it has begun in this very moment, it needs what is written.
  decide failed
  get phase
  [ "$text" != armed ] || rm -rf "$dir"
  fail 'The process that guards the edit did not start.'
}

others_pending() {
  own=$dir
  for other in $(ls "$base"); do
    dir=$base/$other
    if [ "$dir" = "$own" ] || ! is_here; then continue; fi
    get phase
    if is_pending "$text" && runner_lives; then
      dir=$own
      return 0
    fi
  done
  dir=$own
  return 1
}

# Links belong to a network namespace: those of a container beside this one are other links.
is_here() {
  get namespace
  [ "$text" = "$(network_namespace)" ]
}

# What ended more than an hour ago has been told, or will not be asked for any more.
remove_old() {
  for other in $(ls "$base"); do
    dir=$base/$other
    get ended
    [ -z "$text" ] || [ $((now - text)) -lt 3600 ] || rm -rf "$dir"
  done
}

# systemd's processes outlive the session of whoever asked for them, but are in the network namespace of process 1.
start() {
  runner_lives
  next=$((runs + 1))
  if [ -d /run/systemd/system ] && command -v systemd-run >/dev/null &&
    [ "$(network_namespace)" = "$(network_namespace 1)" ] &&
    in_time systemd-run --quiet --collect --unit="patchbay-guard-$id-$next" \
      --property=KillMode=mixed --property=TimeoutStopSec=60 --property=Restart=on-abnormal \
      /bin/sh "$dir/guardRun.sh" "$id" </dev/null >/dev/null 2>&1; then
    return
  fi
  setsid /bin/sh "$dir/guardRun.sh" "$id" </dev/null >/dev/null 2>&1 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&- &
}

await_other_phase() { # TENTHS PHASE…: true as soon as the phase is none of these; false when the time is up
  tenths=$1
  shift
  while [ "$tenths" -gt 0 ]; do
    get phase
    case " $* " in *" $text "*) ;; *) return 0 ;; esac
    nap 0.1
    tenths=$((tenths - 1))
  done
  return 1
}

keep() { # ID
  need_root
  find_edit "$1"
  get phase
  if [ "$text" = waiting ]; then
    runner_lives || fail 'The process that guards it is gone: nothing reverts it automatically.' 6
    decide keep
  fi
  get decision
  [ "$text" = keep ] || fail 'Too late: it is being reverted, or not done yet.' 5
  # It is decided, however long a busy host takes to go by it, and also where its process is killed at this moment.
  await_other_phase 50 waiting
  case $text in
    waiting | kept) printf 'kept\n' ;;
    *) fail 'Too late: it is being reverted.' 5 ;;
  esac
}

revert() { # ID
  need_root
  find_edit "$1"
  get phase
  if is_pending "$text"; then
    if runner_lives; then
      decide user
    else
      decide killed
      start
    fi
    get decision
    [ "$text" != keep ] || fail 'Too late: it was already confirmed.' 5
    await_other_phase 600 armed applying waiting reverting || fail 'It is still being reverted.'
  fi
  get phase
  [ "$text" != kept ] || fail 'Too late: it was already confirmed.' 5
  printf '%s\n' "$text"
}

forget() { # ID
  need_root
  find_edit "$1"
  get phase
  if is_pending "$text" && runner_lives; then fail 'It has not ended yet.'; fi
  mv "$dir" "$base/.$id" && rm -rf "$base/.$id"
}

list() {
  printf 'patchbay-guards 1\n'
  [ -d "$base" ] || return 0
  look_at_clock
  for id in $(ls "$base"); do
    dir=$base/$id
    is_here || continue
    get phase
    phase=$text
    # It may have ended in this very moment.
    if is_pending "$phase" && ! runner_lives; then
      get phase
      phase=$text
      ! is_pending "$phase" || phase=gone
      # All of it had run, and the user had confirmed it.
      get decision
      [ "$phase/$text" != gone/keep ] || phase=kept
    fi
    [ -n "$phase" ] || continue
    [ "$phase" != armed ] || phase=applying
    tell
  done
}

tell() {
  printf 'guard %s\nphase %s\n' "$id" "$phase"
  get seconds
  printf 'seconds %s\n' "$text"
  if [ "$phase" = waiting ]; then
    get deadline
    left=$((text - now))
    if [ "$left" -lt 0 ]; then left=0; fi
    printf 'left %s\n' "$left"
  fi
  for file in contact decision command probe note; do
    get "$file"
    [ -z "$text" ] || [ "$text" = keep ] || printf '%s %s\n' "$(key_of "$file")" "$text"
  done
  [ ! -e "$dir/said" ] || sed 's/^/said /' "$dir/said"
  [ "$phase" != not-reverted ] || sed 's/^/differs /' "$dir/differs"
  printf '.\n'
}

key_of() { if [ "$1" = decision ]; then printf cause; else printf '%s' "$1"; fi; }

case "$#-${1:-}" in
  3-arm) arm "$2" "$3" ;;
  2-keep | 2-revert | 2-forget) "$@" ;;
  1-list) list ;;
  *) fail 'Patchbay calls this program; what it does stands at its head.' 2 ;;
esac
