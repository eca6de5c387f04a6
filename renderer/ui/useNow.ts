import { useEffect, useState } from 'react';

/** The present time in milliseconds since 1970, renewed every so many milliseconds: for ages on the screen. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
