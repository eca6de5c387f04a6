import type { ServerResponse } from 'node:http';
import type { EventName, Events } from '#shared/api.ts';
import type { ApplyProgress } from '#shared/edits/model.ts';
import type { Face } from '../engine/face.ts';
import { follow } from '../engine/feed.ts';

const heartbeatMs = 15_000;
/** A window that takes nothing for this long is let go; its browser connects anew when it wakes. */
const stallMs = 60_000;

/**
 * Tells one browser window of all events, as server-sent events: first a whole `view`.
 * A window that is slow is not queued for: what it misses is made up by one fresh `view` when it can take it.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function streamEvents(face: Face, response: ServerResponse, report: (error: unknown) => void): void {
  let stalledSince: number | null = null;
  let missedView = false;
  /** What a view does not hold, and must not be lost: the latest progress of each plan. */
  const missedProgress = new Map<string, ApplyProgress>();

  const write = (text: string) => {
    if (!response.write(text) && stalledSince === null) stalledSince = Date.now();
  };
  const send = <Name extends EventName>(name: Name, payload: Events[Name]) => {
    if (stalledSince === null) write(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`);
    else if (name === 'progress') {
      const progress = payload as ApplyProgress;
      missedProgress.set(progress.planId, progress);
    } else if (name !== 'traffic') missedView = true;
  };

  response.write('retry: 2000\n\n');
  const feed = follow(face, send, (error) => {
    report(error);
    response.destroy();
  });
  const heartbeat = setInterval(() => {
    if (stalledSince === null) write(': alive\n\n');
    else if (Date.now() - stalledSince > stallMs) response.destroy();
  }, heartbeatMs);

  response.on('drain', () => {
    stalledSince = null;
    const progress = [...missedProgress.values()];
    missedProgress.clear();
    for (const latest of progress) send('progress', latest);
    if (!missedView) return;
    missedView = false;
    void feed.sendView();
  });
  response.on('close', () => {
    clearInterval(heartbeat);
    feed.end();
  });
}
