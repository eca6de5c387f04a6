import { useEffect, useLayoutEffect, useRef } from 'react';
import { graphOf } from '#shared/topology/graph.ts';
import type { Topology } from '#shared/topology/model.ts';
import { kindWord } from '#shared/topology/words.ts';
import { contextNow, perform, useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { keyName } from '../../actions/keys.ts';
import type { NodeAction } from '../../actions/nodeAction.ts';
import { hostActions, nodeActions } from '../../actions/nodeActions.ts';
import { type Menu, openMenu, useLook } from '../../stores/look.ts';
import { useShown } from '../../stores/staging.ts';
import { focusByArrows } from '../../ui/focusByArrows.ts';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import { nodeTitle } from '../words/nodeTitle.ts';
import './menu.css';
import { BlockableButton } from '../../ui/BlockableButton.tsx';

/** What can be done with a thing, or made on the host: by the right button, the Menu key, or a button that opens it. */
export function ActionMenu() {
  const menu = useLook((look) => look.menu);
  const topology = useShown();
  return menu === null || topology === null ? null : (
    <OpenMenu key={`${menu.about} ${menu.at.x} ${menu.at.y}`} menu={menu} topology={topology} />
  );
}

function OpenMenu({ menu, topology }: { readonly menu: Menu; readonly topology: Topology }) {
  const sheet = useRef<HTMLDivElement>(null);
  const { x, y } = menu.at;
  useLayoutEffect(() => {
    const element = sheet.current;
    if (element === null) return;
    element.showPopover();
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${within(x, width, window.innerWidth)}px`;
    element.style.top = `${within(y, height, window.innerHeight)}px`;
    element.querySelector('button')?.focus();
  }, [x, y]);
  const node = menu.about === null ? null : graphOf(topology).nodes.get(menu.about);
  const isGone = node === undefined;
  useEffect(() => {
    if (isGone) openMenu(null);
  }, [isGone]);
  if (node === undefined) return null;
  const all = node === null ? hostActions(topology) : nodeActions(topology, node);
  const listed = menu.isMore ? all.filter(({ isLikely }) => !isLikely) : all;

  const close = () => {
    // Hidden before it is gone, so that the focus goes back to where it was.
    sheet.current?.hidePopover();
    openMenu(null);
  };
  const choose = (action: NodeAction) => {
    if (action.blocked(contextNow()) !== null) return;
    close();
    perform(action);
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Tab') return close();
    if (event.key === 'Escape') {
      // At once, as the next key may come before the browser has closed it; and this level only.
      event.preventDefault();
      event.stopPropagation();
      return close();
    }
    const meant = listed.find(({ keys }) => keys.includes(keyName(event.nativeEvent)));
    if (meant === undefined) return focusByArrows(event);
    event.preventDefault();
    choose(meant);
  };
  return (
    <div
      ref={sheet}
      className="action-menu"
      popover="auto"
      onToggle={(event) => event.newState === 'closed' && openMenu(null)}
    >
      <p className="menu-title" id="menu-title">
        {node === null ? (
          'On this host'
        ) : (
          <>
            {kindWord(node.kind)} <Text>{nodeTitle(topology, node.id)}</Text>
          </>
        )}
      </p>
      <div role="menu" aria-labelledby="menu-title" onKeyDown={onKeyDown}>
        {listed.map((action) => (
          <MenuItem key={action.id} action={action} onChoose={() => choose(action)} />
        ))}
      </div>
      <WhyNothing />
    </div>
  );
}

function MenuItem({ action, onChoose }: { readonly action: NodeAction; readonly onChoose: () => void }) {
  const blocked = useBlocked(action.blocked);
  const always = useBlocked(editingBlocked);
  const key = action.keys[0];
  return (
    <BlockableButton
      blocked={blocked}
      onPress={onChoose}
      role="menuitem"
      className="menu-item"
      tabIndex={-1}
      aria-keyshortcuts={key}
      title=""
    >
      <Text>{action.label}</Text>
      {key !== undefined && <Keys keys={key} />}
      {blocked !== null && blocked !== always && (
        <span className="menu-why">
          <Text>{blocked}</Text>
        </span>
      )}
    </BlockableButton>
  );
}

/** Said once where it holds for all of them. */
function WhyNothing() {
  const always = useBlocked(editingBlocked);
  return always === null ? null : <p className="menu-why">{always}</p>;
}

/** Free pixels to the edge of the window. */
const MARGIN = 8;

function within(at: number, length: number, room: number): number {
  return Math.max(MARGIN, Math.min(at, room - length - MARGIN));
}
