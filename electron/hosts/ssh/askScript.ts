/** Where each question of `ssh` comes from and its answer goes, beside the script, by the number of the process that asks. */
export const QUESTION = '.question';
export const ANSWER = '.answer';
/** Stands before an answer, so that an empty one is none. */
export const ANSWERED = '+';

/**
 * The program that `ssh` starts for each question (`SSH_ASKPASS` of ssh(1)), with the question as its only word: it hands
 * it to Patchbay, and prints what comes back. The folder is its user’s alone. A shell and not Node, which the packaged
 * Electron is none of; what it reads and prints stays in the shell, so that it is in no command line.
 * @param folder absolute
 * @param pid Patchbay’s: where it has died nobody answers, and nothing of this stays
 */
export function askScript(folder: string, pid: number): string {
  return `#!/bin/sh
umask 077
cd ${quoted(folder)} || exit 1
kill -0 ${pid} 2>/dev/null || { rm -rf ${quoted(folder)}; exit 1; }
leave() { rm -f "$$${ANSWER}" "$$${QUESTION}"; exit 1; }
trap leave HUP INT TERM
mkfifo "$$${ANSWER}" || exit 1
printf '%s\\n%s' "$SSH_ASKPASS_PROMPT" "$1" >"$$.new" && mv "$$.new" "$$${QUESTION}" || leave
answer=
# Patchbay holds the other end for as long as it lives.
IFS= read -r answer <"$$${ANSWER}"
rm -f "$$${ANSWER}"
case $answer in
  ${ANSWERED}*) printf '%s\\n' "\${answer#${ANSWERED}}" ;;
  *)
    kill -0 ${pid} 2>/dev/null || rm -rf ${quoted(folder)}
    exit 1
    ;;
esac
`;
}

/** A word of a shell that stands for itself. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
