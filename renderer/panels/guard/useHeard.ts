import { useEffect, useState } from 'react';
import { useHost } from '../../stores/host.ts';
import { SILENCE } from './countdown.ts';

/** Whether what the host last told of its guarded edits is of now: it tells each second while one waits. */
export function useHeard(): boolean {
  const isOpen = useHost(({ connection }) => connection === 'open');
  const toldAt = useHost((host) => host.guardsToldAt);
  const [silentSince, setSilentSince] = useState<number | null>(null);
  useEffect(() => {
    const timer = setTimeout(() => setSilentSince(toldAt), SILENCE * 1000);
    return () => clearTimeout(timer);
  }, [toldAt]);
  return isOpen && silentSince !== toldAt;
}
