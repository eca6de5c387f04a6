const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

/** @param bytesPerSecond shown in bits, as links are rated */
export function rateInWords(bytesPerSecond: number): string {
  let rate = bytesPerSecond * 8;
  let unit = 0;
  while (rate >= 1000 && unit < units.length - 1) {
    rate /= 1000;
    unit += 1;
  }
  return `${rate >= 100 || unit === 0 ? Math.round(rate) : rate.toFixed(1)} ${units[unit]}`;
}
