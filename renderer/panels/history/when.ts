/**
 * When something was, as short as can be understood: the time of day for today, else the day too.
 * @param iso ISO 8601
 */
export function whenInWords(iso: string, now: Date): string {
  const at = new Date(iso);
  if (Number.isNaN(at.valueOf())) return 'at an unknown time';
  const time = at.toLocaleTimeString('en-GB');
  if (at.toDateString() === now.toDateString()) return time;
  const year = at.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' as const };
  return `${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', ...year })}, ${time.slice(0, 5)}`;
}
