/** @param unread what it may be in and could not be read, in words; null: all was read */
export function nothingMatches(what: string, unread: string | null): string {
  return unread === null
    ? `Nothing on this host matches “${what}”.`
    : `Not known: ${unread}. Nothing that was read matches “${what}”.`;
}
