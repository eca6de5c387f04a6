/** Whether a name has bytes that are no UTF-8, each of them shown as `\xff`: what is shown is not the name then. */
export function isEscapedName(name: string): boolean {
  return /\\x[89a-f][0-9a-f]/.test(name);
}

/**
 * Whether iproute2 takes a name for the number of a link where no link has it: `if2`, and as its `sscanf("if%u")` stops
 * where it likes, `if2x`, `if02` and `if+2` too (lib/ll_map.c, ll_idx_a2n; tried with 6.1).
 */
export function isNumberedName(name: string): boolean {
  return /^if[+-]?\d/.test(name);
}
