import type { Command } from '#shared/host/command.ts';

/**
 * Reads the program of a lane from its input and becomes it. `read` takes no byte more than its line, so that what follows
 * the program on the standard input is the program’s own; one that broke off on its way is not run.
 */
export const LOADER =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell’s
  'n=$(printf "\\nx"); n=${n%x}; p=; while IFS= read -r l; do case $l in "#end") eval "$p"; exit;; esac; p=$p$l$n; done';

/**
 * What `ssh` is told to run. The login shell there, whichever it is, reads this one constant: it holds nothing that sh,
 * fish or csh read differently inside of single quotes.
 */
export const BOOT = `sh -c '${LOADER}'`;

/**
 * The program of a lane’s shell, here or on another host. It is told words, a line each, and runs them as a command: nothing in a word is ever
 * read as syntax. Each command is fenced on both streams by lines with the token, by which they are told apart.
 *
 *   =TEXT                 begins a word
 *   +TEXT                 goes on with it in its next line
 *   run MARK SECONDS      runs the words so far, without an input; SECONDS is - where nothing bounds it
 *   feed MARK SECONDS     the same, and the last word is its input
 *   become MARK           the shell becomes that command, which has the rest of the input
 *
 * The environment is that of the tools here: English words, UTF-8, a PATH with root’s folders. The folder that ssh comes in
 * at may be gone, or be an automount that hangs.
 */
const PROGRAM = `LC_ALL=C.UTF-8 LANG=C.UTF-8 LANGUAGE=
PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
export LC_ALL LANG LANGUAGE PATH
set -f
cd /
nl='
'
begin() { printf '\\n%s\\n' "$mark"; printf '\\n%s\\n' "$mark" >&2; }
end() { printf '\\n%s %s\\n' "$mark" "$1"; printf '\\n%s %s\\n' "$mark" "$1" >&2; }
IFS= read -r token || exit
printf '\\n%s hello %s\\n' "$token" "$$"
words= before= count=0
while IFS= read -r line; do
  case $line in
    =*) count=$((count + 1)) before=$words
      eval "w$count=\\\${line#?}"
      words="$words \\"\\$w$count\\""
      continue ;;
    +*) eval "w$count=\\$w$count\\$nl\\\${line#?}"
      continue ;;
    feed*) eval "set -- $before"
      eval "input=\\$w$count" ;;
    *) eval "set -- $words" ;;
  esac
  words= before= count=0
  rest=\${line#* }
  mark=\${rest%% *} seconds=\${rest#* }
  begin
  if command -v "$1" >/dev/null 2>&1; then
    case $line in become*) exec "$@" ;; esac
    [ "$seconds" = - ] || set -- timeout -k 1 "$seconds" "$@"
    case $line in
      feed*) printf %s "$input" 2>/dev/null | (exec "$@") ;;
      *) (exec "$@") </dev/null ;;
    esac
    end $?
  else
    end missing
    case $line in become*) exit ;; esac
  fi
done
`;

/** What a shell is told first. @param token not to be guessed by whoever writes what the commands print */
export function greeting(token: string): string {
  return `${PROGRAM}#end\n${token}\n`;
}

/**
 * @param mark the token and what else names this command
 * @param seconds whole ones; null: nothing there bounds it
 */
export function runWords({ argv, stdin = '' }: Command, mark: string, seconds: number | null): string {
  const words = stdin === '' ? argv : [...argv, stdin];
  return `${words.map(wordLines).join('')}${stdin === '' ? 'run' : 'feed'} ${mark} ${seconds ?? '-'}\n`;
}

export function becomeWords(argv: Command['argv'], mark: string): string {
  return `${argv.map(wordLines).join('')}become ${mark}\n`;
}

function wordLines(word: string): string {
  return `=${word.replaceAll('\n', '\n+')}\n`;
}

/** No program can be given one, here or there, and a shell would leave it out. */
export function holdsNul({ argv, stdin = '' }: Command): boolean {
  return [...argv, stdin].some((word) => word.includes('\0'));
}
