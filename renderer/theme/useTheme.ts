import { useEffect, useSyncExternalStore } from 'react';
import { useHost } from '../stores/host.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(listener: () => void): () => void {
  dark.addEventListener('change', listener);
  return () => dark.removeEventListener('change', listener);
}

/** The colours to show now; follows the system unless the user chose, and marks the document accordingly. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useHost(({ settings }) => settings.theme);
  const systemIsDark = useSyncExternalStore(subscribe, () => dark.matches);
  const theme = chosen === 'system' ? (systemIsDark ? 'dark' : 'light') : chosen;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
