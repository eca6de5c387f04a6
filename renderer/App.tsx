import { useMemo } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { editingBlocked } from './actions/blocked.ts';
import { answerIntent } from './actions/intents.ts';
import { useBlocked } from './actions/scene.ts';
import { useShortcuts } from './actions/useShortcuts.ts';
import { Canvas } from './canvas/Canvas.tsx';
import { Banner } from './panels/Banner.tsx';
import { Header } from './panels/header/Header.tsx';
import { HistoryPanel } from './panels/history/HistoryPanel.tsx';
import { Inspector } from './panels/inspector/Inspector.tsx';
import { Stage } from './panels/Stage.tsx';
import { StatusLine } from './panels/StatusLine.tsx';
import { SearchPalette } from './panels/search/SearchPalette.tsx';
import { EditSheet } from './panels/sheet/EditSheet.tsx';
import { TableView } from './panels/table/TableView.tsx';
import { busyOf, draftOf, useEdits } from './stores/edits.ts';
import { useHost } from './stores/host.ts';
import { useLitNodes } from './stores/litNodes.ts';
import { useLook } from './stores/look.ts';
import { useTheme } from './theme/useTheme.ts';
import './app.css';

/** One header, the patch panel (or its table), an inspector while something is selected, and one sheet. */
export function App() {
  useTheme();
  useShortcuts();
  return (
    <div className="app">
      <Header />
      <Banner />
      <div className="workspace">
        <Stage picture={Workspace} />
        <StatusLine />
      </div>
      <SearchPalette />
      <EditSheet />
    </div>
  );
}

function Workspace({ topology }: { readonly topology: Topology }) {
  const arrangement = useLook((look) => look.arrangement);
  const history = useLook((look) => look.history);
  return (
    <>
      {arrangement === 'table' ? <TableView topology={topology} /> : <Panel topology={topology} />}
      {history ? <HistoryPanel /> : <Inspector topology={topology} />}
    </>
  );
}

function Panel({ topology }: { readonly topology: Topology }) {
  const layout = useHost((host) => host.layout);
  const editable = useBlocked(editingBlocked) === null;
  const selected = useLook((look) => look.selected);
  const lit = useLitNodes(topology);
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
        highlight={lit}
        reveal={reveal}
        busy={busy}
        draft={draft}
        editable={editable}
        onIntent={answerIntent}
      />
    </main>
  );
}
