import type { GuardProgram } from '../host.ts';
import { guardFiles } from '../local/helperPlace.ts';

/** Stands alone on a line after each file. */
const END_OF_FILE = '#patchbay-end-of-file';

/**
 * Arming brings the guard’s own files along, for as long as that takes; each edit that is armed has a copy of them, in a
 * folder of root’s, which answers what is asked later. Where no edit is, there is nothing to ask.
 */
const GUARD = `case $1 in
  arm)
    umask 077
    dir=$(mktemp -d /run/patchbay.XXXXXXXX 2>/dev/null || mktemp -d) || exit 1
    trap 'rm -rf "$dir"' EXIT
    trap 'exit 1' HUP INT TERM
    for file in guard.sh guardFiles.sh guardRun.sh; do
      while IFS= read -r line && [ "$line" != '${END_OF_FILE}' ]; do
        printf '%s\\n' "$line" || exit 1
      done >"$dir/$file"
    done
    sh "$dir/guard.sh" "$@" ;;
  *)
    for file in /run/patchbay/guard/*/guard.sh; do
      [ ! -r "$file" ] || exec sh "$file" "$@"
    done
    case $1 in
      list) printf 'patchbay-guards 1\\n' ;;
      *) printf 'There is no such guarded edit.\\n' >&2; exit 4 ;;
    esac ;;
esac
`;

/** The guard on a host that has nothing of Patchbay; null where this installation lacks its files. */
export function remoteGuard(): GuardProgram | null {
  const files = guardFiles();
  if (files === null) return null;
  const texts = [files['guard.sh'], files['guardFiles.sh'], files['guardRun.sh']];
  return {
    words: ['sh', '-c', GUARD, 'patchbay-guard'],
    source: texts.map((text) => `${text}${END_OF_FILE}\n`).join(''),
  };
}
