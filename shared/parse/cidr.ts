/** `10.77.0.11/24` → `10.77.0.11`; null for what is no address with a prefix length. */
export function hostOf(cidr: string): string | null {
  return /^([0-9a-f.:]+)\/\d{1,3}$/i.exec(cidr)?.[1] ?? null;
}
