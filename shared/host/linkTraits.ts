/** What sysfs alone tells of a link, and seldom: what is as on most links is not in it. */
export interface LinkTraits {
  /** It sends or receives, not both at once (`duplex`). */
  readonly halfDuplex?: true;
  /** A Wi-Fi card (`DEVTYPE=wlan`). */
  readonly wireless?: true;
  /** A bridge that somebody gave its MAC: it no longer takes the lowest of its ports (`addr_assign_type` 3). */
  readonly macIsSet?: true;
}
