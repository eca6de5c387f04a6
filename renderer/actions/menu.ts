import { type Menu, openMenu, select } from '../stores/look.ts';
import { shownOf } from '../stores/staging.ts';
import { contextNow } from './actionContext.ts';
import { isTyping } from './keys.ts';
import { subjectOf } from './nodeActions.ts';

/** Where things of the host are shown that have a menu; elsewhere a right click is the browser's. */
const PICTURES = '.panel, .table-view';

/** Opens the menu of what was clicked with the right button; on the bare plane, the host's. */
export function answerContextMenu(event: MouseEvent): void {
  if (!(event.target instanceof Element) || isTyping(event.target)) return;
  if (event.target.closest(PICTURES) === null || document.querySelector('dialog[open]') !== null) return;
  event.preventDefault();
  openMenuOf(shownAt(event.target), { x: event.clientX, y: event.clientY });
}

/** By key: the menu of what has the focus, else of what is selected, else the host's. */
export function openMenuAtFocus(selected: string | null): void {
  const focused = document.activeElement;
  const picture = focused?.closest(PICTURES) ?? null;
  const id = picture === null || focused === null ? null : shownAt(focused);
  if (focused !== null && id !== null) openMenuOf(id, below(focused));
  else openMenuOf(selected, below(elementOf(selected) ?? document.body));
}

/** Where something is shown now; else the picture, as it may be out of view. */
function elementOf(id: string | null): Element | null {
  const picture = document.querySelector(PICTURES);
  const name = CSS.escape(id ?? '');
  const shown = picture?.querySelector(`[data-card="${name}"] > .cv-head, [data-id="${name}"]`) ?? null;
  return shown ?? picture;
}

/** The menu of what can be made, under its button in the header. */
export function openAddMenu(): void {
  const button = document.querySelector('.header-tools button') ?? document.body;
  openMenu({ about: null, isMore: false, at: below(button) });
}

/** What the inspector has no button for. @param button beside which it opens */
export function openMoreMenu(about: string, button: Element): void {
  openMenu({ about, isMore: true, at: below(button) });
}

/** Opens it, and selects what it is about, so that the eye finds that. */
function openMenuOf(id: string | null, at: Menu['at']): void {
  const { host, staging } = contextNow();
  const shown = shownOf(host, staging);
  const node = id === null || shown === null ? null : subjectOf(shown, id);
  if (node !== null) select(id);
  openMenu({ about: node?.id ?? null, isMore: false, at });
}

/** What an element shows, by the ids that outside scripts rely on too: the small before the large. */
function shownAt(element: Element): string | null {
  return (
    element.closest('[data-select]')?.getAttribute('data-select') ??
    element.closest('[data-id]')?.getAttribute('data-id') ??
    null
  );
}

function below(element: Element): Menu['at'] {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left + 4, y: bottom + 2 };
}
