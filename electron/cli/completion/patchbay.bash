# Completion of patchbay for bash, as "patchbay completion bash" prints it. It needs bash 4.2 or later and nothing else.

# Names of this host, one a line. They may hold anything: nothing of them is evaluated, and each is quoted before it is
# offered.
__patchbay_ask() {
  local -a names
  mapfile -t names < <(command patchbay __words "$1" "${host[@]}" 2>/dev/null </dev/null)
  __patchbay_offer "${names[@]}"
}

# Offers those words that begin with what is typed, in the quotes that it begins with.
__patchbay_offer() {
  local word quoted
  for word; do
    case $typed in
      \'*) [[ $word != *\'* && $word == "${typed:1}"* ]] && COMPREPLY+=("$word") ;;
      \"*) [[ $word != *[\"\$\`\\!]* && $word == "${typed:1}"* ]] && COMPREPLY+=("$word") ;;
      *)
        printf -v quoted %q "$word"
        [[ $quoted == "$typed"* ]] && COMPREPLY+=("$before${quoted#"$cut"}")
        ;;
    esac
  done
}

# Nothing is offered, so that bash offers files.
__patchbay_files() {
  compopt -o default
}

__patchbay_host() {
  if [[ $typed == *replay:* ]]; then
    __patchbay_files
  else
    __patchbay_offer local demo replay:
    [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace
    __patchbay_ask host
  fi
}

# A host, and bash’s own files where none begins so.
__patchbay_side() {
  __patchbay_offer live local demo
  __patchbay_ask host
  [[ ${#COMPREPLY[@]} -gt 0 ]] || __patchbay_files
}

__patchbay_value() {
  case $1 in
@values@
  esac
}

__patchbay_word() {
  case $1 in
@words@
  esac
}

__patchbay_options() {
  case $1 in
@options@
  esac
}

_patchbay() {
  COMPREPLY=()
  # bash parts words also at some characters within them (COMP_WORDBREAKS): what stands together is joined again.
  local -a words=() host=()
  local line=${COMP_LINE:0:COMP_POINT} word i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $i -eq 0 || $line == [[:space:]]* ]]; then
      line=${line#"${line%%[![:space:]]*}"}
      words+=('')
    fi
    # The cursor may stand within the last one.
    [[ $i -eq $COMP_CWORD ]] && word=$line
    words[${#words[@]} - 1]+=$word
    line=${line#"$word"}
  done

  local typed=${words[${#words[@]} - 1]} command='' option='' ended='' count=0
  for ((i = 1; i < ${#words[@]} - 1; i++)); do
    word=${words[i]}
    if [[ -n $option ]]; then
      __patchbay_remember "$option" "$word"
      option=
      continue
    fi
    case $ended$word in
      --) ended=1 ;;
      --*=*) __patchbay_remember "${word%%=*}" "${word#*=}" ;;
      @valued@) option=$word ;;
      -*) ;;
      *) if [[ -z $command ]]; then command=$word; else ((++count)); fi ;;
    esac
  done

  local before='' cut='' breaks='' each
  if [[ -z $option && -z $ended && $typed == --*=* ]]; then
    option=${typed%%=*}
    typed=${typed#*=}
    [[ $COMP_WORDBREAKS == *=* ]] || before=$option=
  fi
  # Of a word that it parts, bash puts in the last piece only.
  for each in : = @; do
    [[ $COMP_WORDBREAKS == *$each* ]] && breaks+=$each
  done
  [[ -n $breaks && $typed == *[$breaks]* ]] && cut=${typed%"${typed##*[$breaks]}"} before=

  if [[ -n $option ]]; then
    __patchbay_value "$option"
  elif [[ -z $ended && $typed == -* ]]; then
    __patchbay_options "$command"
  elif [[ -z $command ]]; then
    __patchbay_offer @commands@
  else
    __patchbay_word "$command $count"
  fi
}

# Which host is asked for names. A value that the shell would make another of is left out.
__patchbay_remember() {
  case $1 in
    @asking@) [[ $2 == *[!A-Za-z0-9_.:/+?=%@,-]* ]] || host+=("$1" "$2") ;;
  esac
}

complete -F _patchbay patchbay
