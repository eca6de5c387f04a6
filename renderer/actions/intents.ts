import type { CanvasIntent } from '../canvas/types.ts';
import { note, openSheet } from '../stores/edits.ts';
import { select } from '../stores/look.ts';
import { contextNow } from './actionContext.ts';
import { editingBlocked } from './blocked.ts';
import { propose } from './edit.ts';
import { keepPosition } from './keep.ts';
import { pull } from './pull.ts';

/** Answers what the user did on the canvas. */
export function answerIntent(intent: CanvasIntent): void {
  switch (intent.kind) {
    case 'move':
      void propose({ kind: 'move', cable: intent.cable, to: intent.to });
      return;
    case 'attach':
      void propose({ kind: 'attach', vm: intent.vm, to: intent.to });
      return;
    case 'not-editable': {
      const why = editingBlocked(contextNow());
      if (why !== null) note(why);
      return;
    }
    case 'pulled':
      pull(intent.cable);
      return;
    case 'choose-target':
      openSheet({ step: 'choose-target', grabbed: { kind: 'cable', id: intent.cable } });
      return;
    case 'choose-attach':
      openSheet({ step: 'choose-target', grabbed: { kind: 'socket', vm: intent.vm } });
      return;
    case 'select':
      select(intent.id);
      return;
    case 'moved-card':
      void keepPosition(intent.id, intent.x, intent.y);
  }
}
