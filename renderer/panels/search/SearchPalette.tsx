import { useDeferredValue, useId, useMemo, useState } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { type Hit, search } from '#shared/topology/search.ts';
import { light, select, useLook } from '../../stores/look.ts';
import { useShown } from '../../stores/staging.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';
import { useModal } from '../../ui/useModal.ts';
import { HitRow } from './HitRow.tsx';
import './palette.css';

/** Type any part of a MAC, vnet, VM, IP or bridge; Enter lights the whole path from VM to pNIC. */
export function SearchPalette() {
  const searching = useLook((look) => look.searching);
  const topology = useShown();
  return searching && topology !== null ? <Palette topology={topology} /> : null;
}

function Palette({ topology }: { readonly topology: Topology }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const typed = useDeferredValue(text);
  const hits = useMemo(() => search(topology, typed), [topology, typed]);
  const current = Math.min(chosen, hits.length - 1);
  const listId = useId();
  const modal = useModal(close);

  /** The list may be a keystroke behind what stands in the field. */
  const hitsNow = () => (typed === text ? hits : search(topology, text));
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setChosen(Math.min(current + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(current - 1, 0));
    else if (event.key === 'Enter') follow(hitsNow()[current], text);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it; by keyboard that is Esc, which a dialog answers itself
    <dialog className="palette" aria-label="Search" onClick={closeOnBackdrop} {...modal}>
      <div className="palette-field">
        <Icon name="search" />
        <input
          className="mono"
          type="text"
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={hits.length > 0 ? `${listId}-${current}` : undefined}
          aria-label="Part of a MAC, vnet, VM, IP or bridge"
          placeholder="52:54:00…  vnet7  web01  192.168…  br0"
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={listId} className="palette-hits" role="listbox" aria-label="Found" tabIndex={-1}>
        {hits.map((hit, index) => (
          <HitRow
            key={hit.node}
            id={`${listId}-${index}`}
            hit={hit}
            topology={topology}
            current={index === current}
            onPoint={() => setChosen(index)}
            onFollow={() => follow(hit, text)}
          />
        ))}
      </div>
      <p className="palette-hint" role="status">
        <Hint typed={typed} found={hits.length} />
      </p>
    </dialog>
  );
}

function Hint({ typed, found }: { readonly typed: string; readonly found: number }) {
  if (typed.trim() === '') return 'A MAC may be typed with or without separators; any part of it will do.';
  if (found === 0)
    return (
      <>
        Nothing on this host matches “<Text>{typed}</Text>”.
      </>
    );
  return `${found} found. Enter lights the path from VM to pNIC.`;
}

/** Lights every way through a hit, from VM to pNIC, and selects it for the inspector. */
function follow(hit: Hit | undefined, query: string): void {
  if (hit === undefined) return;
  close();
  select(hit.node);
  light(query.trim(), hit.node);
}

function close(): void {
  useLook.setState({ searching: false });
}

function closeOnBackdrop(event: React.MouseEvent<HTMLDialogElement>): void {
  if (event.target === event.currentTarget) event.currentTarget.close();
}
