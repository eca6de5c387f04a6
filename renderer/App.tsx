import { useMemo } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { answerIntent } from './actions/intents.ts';
import { useShortcuts } from './actions/useShortcuts.ts';
import { Canvas } from './canvas/Canvas.tsx';
import { Banner } from './panels/Banner.tsx';
import { Header } from './panels/Header.tsx';
import { Inspector } from './panels/inspector/Inspector.tsx';
import { SearchPalette } from './panels/SearchPalette.tsx';
import { Stage } from './panels/Stage.tsx';
import { StatusLine } from './panels/StatusLine.tsx';
import { EditSheet } from './panels/sheet/EditSheet.tsx';
import { TableView } from './panels/TableView.tsx';
import { busyOf, draftOf, useEdits } from './stores/edits.ts';
import { useHost } from './stores/host.ts';
import { useLook } from './stores/look.ts';
import { useTheme } from './theme/useTheme.ts';
import './app.css';

/** One header, the patch panel (or its table), an inspector while something is selected, and one sheet. */
export function App() {
  useTheme();
  useShortcuts();
  const topology = useHost((host) => host.topology);
  return (
    <div className="app">
      <Header />
      <Banner />
      <div className="workspace">
        <Stage>{topology !== null && <Workspace topology={topology} />}</Stage>
        <StatusLine />
      </div>
      <SearchPalette />
      <EditSheet />
    </div>
  );
}

function Workspace({ topology }: { readonly topology: Topology }) {
  const arrangement = useLook((look) => look.arrangement);
  return (
    <>
      {arrangement === 'table' ? <TableView topology={topology} /> : <Panel topology={topology} />}
      <Inspector topology={topology} />
    </>
  );
}

function Panel({ topology }: { readonly topology: Topology }) {
  const layout = useHost((host) => host.layout);
  const editable = useHost((host) => host.editable && host.connection === 'open');
  const selected = useLook((look) => look.selected);
  const lit = useLook((look) => look.lit);
  const reveal = useLook((look) => look.reveal);
  const running = useEdits((edits) => edits.running);
  const sheet = useEdits((edits) => edits.sheet);
  const busy = useMemo(() => busyOf(running), [running]);
  const draft = useMemo(() => draftOf(sheet, running), [sheet, running]);
  return (
    <main className="panel" aria-label="Patch panel">
      <Canvas
        key={topology.host}
        topology={topology}
        layout={layout}
        selection={selected}
        highlight={lit?.nodes ?? null}
        reveal={reveal}
        busy={busy}
        draft={draft}
        editable={editable && running === null}
        onIntent={answerIntent}
      />
    </main>
  );
}
