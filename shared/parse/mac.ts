/** Six bytes as `ip` and virsh print them: `52:54:00:aa:00:01`, in either case. */
const MAC = /^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i;

/** A link-layer address of any length: InfiniBand's has twenty bytes. A tunnel's IP address is none. */
const LINK_ADDRESS = /^[0-9a-f]{2}(?::[0-9a-f]{2})+$/i;

/** The MAC in lower case; null when the text is none. */
export function macOrNull(text: string | null): string | null {
  return text !== null && MAC.test(text) ? text.toLowerCase() : null;
}

/** The link-layer address in lower case; null when the text is none. */
export function linkAddressOrNull(text: string | null): string | null {
  return text !== null && LINK_ADDRESS.test(text) ? text.toLowerCase() : null;
}
