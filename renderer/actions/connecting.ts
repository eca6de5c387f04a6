import { engine, sayFailure } from './engine.ts';

/** Answers what is asked on the way to a host; nothing of it is kept here. */
export async function answerQuestion(id: string, answer: string): Promise<void> {
  await engine().request('connecting.answer', { id, answer }).catch(sayFailure);
}

/** Gives up the host that is being connected to. */
export async function cancelConnecting(): Promise<void> {
  await engine().request('connecting.cancel', {}).catch(sayFailure);
}

/** Tries again to reach the host that could not be reached. */
export async function retryConnecting(): Promise<void> {
  await engine().request('connecting.retry', {}).catch(sayFailure);
}
