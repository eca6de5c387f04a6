/** Where each question of `ssh` comes from and its answer goes, beside the script, by the number of the process that asks. */
export const QUESTION = '.question';
export const ANSWER = '.answer';
/** Precedes each answer: an empty line without it means that nobody answered. */
export const ANSWERED = '+';

/**
 * The program that `ssh` starts for each question (`SSH_ASKPASS` of ssh(1)), with the question as its only word: it hands
 * it to Patchbay, and prints what comes back. The folder is its user’s alone. A shell script, because the packaged Electron
 * can’t run as Node; what it reads and prints stays in the shell, so that it is in no command line.
 * @param folder absolute
 * @param pid Patchbay’s: where it has died nobody answers, and nothing of this stays
 */
export function askScript(folder: string, pid: number): string {
  return `#!/bin/sh
umask 077
cd ${quoted(folder)} || exit 1
alive() { kill -0 ${pid} 2>/dev/null; }
alive || { rm -rf ${quoted(folder)}; exit 1; }
mkfifo "$$${ANSWER}" || exit 1
# Who opens a pipe that was taken away in this very moment would wait for ever.
(
  while alive && [ -p "$$${ANSWER}" ]; do
    sleep 1
    kill -0 "$$" || exit
  done
  kill -KILL "$$"
  alive || rm -rf ${quoted(folder)}
) >/dev/null 2>&1 </dev/null &
watch=$!
end() { kill "$watch" 2>/dev/null; rm -f "$$${ANSWER}" "$$${QUESTION}"; }
trap 'end; exit 1' HUP INT TERM
printf '%s\\n%s' "$SSH_ASKPASS_PROMPT" "$1" >"$$.new" && mv "$$.new" "$$${QUESTION}" || { end; exit 1; }
answer=
# Patchbay holds the other end for as long as it lives.
IFS= read -r answer <"$$${ANSWER}"
end
case $answer in
  ${ANSWERED}*) printf '%s\\n' "\${answer#${ANSWERED}}" ;;
  *)
    alive || rm -rf ${quoted(folder)}
    exit 1
    ;;
esac
`;
}

/** A word of a shell that stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
