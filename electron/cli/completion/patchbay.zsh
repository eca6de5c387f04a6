#compdef patchbay
# Completion of patchbay for zsh, as "patchbay completion zsh" prints it.

# Names of this host, one a line. They may hold anything: nothing of them is evaluated, and compadd quotes each.
__patchbay_ask() {
  local -a host names
  local option
  for option in @asking@; do
    (( ${+opt_args[$option]} )) && host+=("$option" "${(Q)opt_args[$option]}")
  done
  names=("${(@f)$(command patchbay __words "$1" "${host[@]}" 2>/dev/null </dev/null)}")
  names=("${(@)names:#}")
  _wanted names expl "$2" compadd -a names
}

__patchbay_host() {
  if compset -P 'replay:'; then
    _files
  else
    local -a hosts=(local demo)
    _wanted hosts expl host compadd -a hosts
    __patchbay_ask host host
    _wanted hosts expl host compadd -S '' replay:
  fi
}

__patchbay_side() {
  local -a hosts=(live local demo)
  _alternative 'hosts:host:compadd -a hosts' 'named:host:__patchbay_ask host host' 'files:capture:_files'
}

__patchbay_commands() {
  local -a commands=(
@commands@
  )
  _describe -t commands command commands
}

_patchbay() {
  local command word expects
  for word in "${(@)words[2,CURRENT-1]}"; do
    if [[ -n $expects ]]; then
      expects=
      continue
    fi
    case $word in
      (@valued@) expects=1 ;;
      (-*) ;;
      (*) command=${(Q)word}; break ;;
    esac
  done

  local -a specs
  case $command in
@specs@
  esac
  _arguments -s -S : "${specs[@]}"
}

# Where the file is evaluated instead of found in fpath, it registers the function.
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _patchbay "$@"
else
  compdef _patchbay patchbay
fi
