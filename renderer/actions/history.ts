import type { HistoryRow } from '#shared/history.ts';
import { asApiError, engine, sayFailure } from './engine.ts';

/** What was done on the host, the newest first; null when the engine did not tell, which the user is told. */
export async function askHistory(): Promise<readonly HistoryRow[] | null> {
  try {
    return await engine().request('history.list', {});
  } catch (error) {
    sayFailure(error);
    return null;
  }
}

/** One past edit, or all of them (null), as a shell script; where that fails, why. */
export async function askScript(id: string | null): Promise<string> {
  try {
    return await engine().request('history.export', { id });
  } catch (error) {
    const { message, advice } = asApiError(error);
    return `# ${message} ${advice}\n`;
  }
}

/** Takes an interrupted edit as the host shows it. */
export async function settle(id: string): Promise<void> {
  await engine().request('history.settle', { id }).catch(sayFailure);
}
