/** A MAC as it may be typed, with colons, dashes, dots or nothing between the digits; any other text stays as it is. */
export function typedMac(typed: string): string {
  const text = typed.trim().toLowerCase();
  const digits = text.replace(/[:.-]/g, '');
  return /^[0-9a-f]{12}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : text;
}
