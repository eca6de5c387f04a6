import { useDeferredValue, useId, useMemo, useState } from 'react';
import { searchFindings } from '#shared/findings/search.ts';
import type { Hit } from '#shared/topology/hit.ts';
import type { Topology } from '#shared/topology/model.ts';
import { search } from '#shared/topology/search.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { unreadWords } from '#shared/topology/unread.ts';
import { contextNow, perform } from '../../actions/actionContext.ts';
import { goToFinding } from '../../actions/findings.ts';
import { type ListedFinding, useFindings } from '../../stores/findings.ts';
import { light, select, useLook } from '../../stores/look.ts';
import { useShown } from '../../stores/staging.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { useModal } from '../../ui/useModal.ts';
import { CommandRow } from './CommandRow.tsx';
import { type Command, commandsFor } from './commands.ts';
import { FindingRow } from './FindingRow.tsx';
import { HitRow } from './HitRow.tsx';
import { useSeenOnce } from './useSeenOnce.ts';
import './palette.css';

/** Type any part of a MAC, vnet, VM, IP or bridge; Enter lights the whole path from VM to pNIC; or what to do. */
export function SearchPalette() {
  const searching = useLook((look) => look.searching);
  const topology = useShown();
  return searching && topology !== null ? <Palette topology={topology} /> : null;
}

function Palette({ topology }: { readonly topology: Topology }) {
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const typed = useDeferredValue(text);
  const selected = useLook((look) => look.selected);
  const seen = useSeenOnce();
  const listed = useFindings();
  const find = (what: string) => findIn({ topology, seen, selected, listed }, what);
  const found = useMemo(
    () => findIn({ topology, seen, selected, listed }, typed),
    [topology, seen, selected, listed, typed],
  );
  const { hits, findings, commands } = found;
  const rows = hits.length + findings.length + commands.length;
  const current = Math.min(chosen, rows - 1);
  const listId = useId();
  const modal = useModal(close);

  /** The list may be a keystroke behind what stands in the field. */
  const foundNow = () => (typed === text ? found : find(text));
  const followAt = (index: number, { hits, findings, commands }: Found) => {
    const hit = hits[index];
    if (hit !== undefined) return goTo(hit, text);
    const finding = findings[index - hits.length];
    if (finding !== undefined) {
      close();
      return goToFinding(finding);
    }
    const command = commands[index - hits.length - findings.length];
    if (command !== undefined) run(command);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown') setChosen(Math.min(current + 1, rows - 1));
    else if (event.key === 'ArrowUp') setChosen(Math.max(current - 1, 0));
    else if (event.key === 'Enter') followAt(Math.max(current, 0), foundNow());
    else return;
    event.preventDefault();
  };
  const rowAt = (index: number) => ({
    id: `${listId}-${index}`,
    current: index === current,
    onPoint: () => setChosen(index),
    onFollow: () => followAt(index, found),
  });

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside it closes it; by keyboard that is Esc, which a dialog answers itself
    <dialog className="palette" aria-label="Search" onClick={closeOnBackdrop} {...modal}>
      <div className="palette-field">
        <Icon name="search" />
        <input
          className="mono"
          type="text"
          role="combobox"
          aria-expanded={rows > 0}
          aria-controls={listId}
          aria-autocomplete="list"
          aria-activedescendant={rows > 0 ? `${listId}-${current}` : undefined}
          aria-label="Part of a MAC, vnet, VM, IP or bridge, or what to do"
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
        <PaletteGroup title="Go to" rows={hits.length}>
          {hits.map((hit, index) => (
            <HitRow key={hit.id} hit={hit} {...rowAt(index)} />
          ))}
        </PaletteGroup>
        <PaletteGroup title="Findings" rows={findings.length}>
          {findings.map((one, index) => (
            <FindingRow key={one.id} listed={one} {...rowAt(hits.length + index)} />
          ))}
        </PaletteGroup>
        <PaletteGroup title="Do" rows={commands.length}>
          {commands.map((command, index) => (
            <CommandRow
              key={command.key}
              command={command}
              {...rowAt(hits.length + findings.length + index)}
            />
          ))}
        </PaletteGroup>
      </div>
      <p className="palette-hint" role="status">
        <Hint
          typed={typed}
          hits={hits.length}
          findings={findings.length}
          commands={commands.length}
          unread={unreadWords(topology.sources)}
        />
      </p>
    </dialog>
  );
}

interface Found {
  readonly hits: readonly Hit[];
  readonly findings: readonly ListedFinding[];
  readonly commands: readonly Command[];
}

interface Searched {
  readonly topology: Topology;
  readonly seen: readonly SeenMac[];
  readonly selected: string | null;
  readonly listed: readonly ListedFinding[];
}

/** More would push away what can be done; the strip has them all. */
const MOST_FINDINGS = 8;

function findIn({ topology, seen, selected, listed }: Searched, typed: string): Found {
  const named = new Set(
    searchFindings(
      topology,
      listed.map(({ finding }) => finding),
      typed,
    ),
  );
  return {
    hits: search(topology, typed, seen),
    findings: listed.filter(({ finding }) => named.has(finding)).slice(0, MOST_FINDINGS),
    commands: commandsFor(topology, selected, typed),
  };
}

function PaletteGroup(props: {
  readonly title: string;
  readonly rows: number;
  readonly children: React.ReactNode;
}) {
  if (props.rows === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
    <div role="group" aria-label={props.title}>
      <p className="palette-title" aria-hidden="true">
        {props.title}
      </p>
      {props.children}
    </div>
  );
}

function Hint(props: {
  readonly typed: string;
  readonly hits: number;
  readonly findings: number;
  readonly commands: number;
  /** Null: everything was read that is searched. */
  readonly unread: string | null;
}) {
  const { typed, hits, findings, commands, unread } = props;
  if (typed.trim() === '') return 'Type any part of a MAC, with or without separators.';
  if (unread !== null && (hits > 0 || commands + findings === 0)) {
    return (
      <>
        {hits > 0 ? `${hits} found, and there may be more: ` : 'Unknown: '}
        <Prose text={unread} />.
      </>
    );
  }
  if (hits > 0) return `${hits} found. Enter lights the path from VM to pNIC.`;
  if (findings > 0) return 'Enter goes to what was found.';
  if (commands > 0) return 'Enter runs it, or shows a plan first.';
  return (
    <>
      Nothing on this host matches “<Text>{typed}</Text>”.
    </>
  );
}

/** Lights every way through a hit, from VM to pNIC, or where it was seen, and selects that for the inspector. */
function goTo(hit: Hit, query: string): void {
  close();
  select(hit.node);
  light(query.trim(), hit.node, hit.lights === 'place' ? hit.path : null);
}

/** What can't be done now says why in its row, and stays there. */
function run({ action }: Command): void {
  if (action.blocked(contextNow()) !== null) return;
  close();
  perform(action);
}

function close(): void {
  useLook.setState({ searching: false });
}

function closeOnBackdrop(event: React.MouseEvent<HTMLDialogElement>): void {
  if (event.target === event.currentTarget) event.currentTarget.close();
}
