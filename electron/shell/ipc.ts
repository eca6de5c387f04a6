import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { ApiAnswer } from '#shared/api.ts';
import { answer } from '../engine/session/answer.ts';
import type { Face } from '../engine/session/face.ts';
import { type Feed, follow } from '../engine/session/feed.ts';
import { isAppUrl } from './appUrl.ts';
import { channels } from './channels.ts';

const notOurs: ApiAnswer<never> = {
  ok: false,
  error: { message: 'Only Patchbay’s own page may ask this.', advice: '' },
};

/** Answers our windows' requests and sends them the events. The only user of `ipcMain`. */
export function answerWindows(face: Face, report: (error: unknown) => void): void {
  const feeds = new Map<WebContents, Feed>();

  ipcMain.handle(channels.request, async (event, name: unknown, input: unknown) => {
    if (!isOurPage(event)) return notOurs;
    return (await answer(face, name, input, report)).answer;
  });

  ipcMain.on(channels.follow, (event) => {
    if (!isOurPage(event)) return;
    const { sender } = event;
    const known = feeds.get(sender);
    // A page that was reloaded, or listens twice, starts over.
    known?.end();
    const feed = follow(
      face,
      (name, payload) => {
        if (!sender.isDestroyed()) sender.send(channels.event, name, payload);
      },
      report,
    );
    feeds.set(sender, feed);
    if (known) return;
    sender.once('destroyed', () => {
      feeds.get(sender)?.end();
      feeds.delete(sender);
    });
  });
}

/** Any frame of any window can send on any channel: only our page, as a window's whole content, is listened to. */
function isOurPage({ senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isAppUrl(senderFrame.url);
}
