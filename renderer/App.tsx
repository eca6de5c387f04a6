import { useMemo } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { useBlocked } from './actions/actionContext.ts';
import { editingBlocked } from './actions/blocked.ts';
import { answerIntent } from './actions/intents.ts';
import { usePreview } from './actions/staging.ts';
import { useShortcuts } from './actions/useShortcuts.ts';
import { Canvas } from './canvas/Canvas.tsx';
import { Banner } from './panels/Banner.tsx';
import { AskDialog } from './panels/connecting/AskDialog.tsx';
import { FindingsStrip } from './panels/findings/FindingsStrip.tsx';
import { GuardBanners } from './panels/guard/GuardBanners.tsx';
import { guardedCables } from './panels/guard/guardedCables.ts';
import { useHeard } from './panels/guard/useHeard.ts';
import { Header } from './panels/header/Header.tsx';
import { HistoryPanel } from './panels/history/HistoryPanel.tsx';
import { HostsDialog } from './panels/hosts/HostsDialog.tsx';
import { Inspector } from './panels/inspector/Inspector.tsx';
import { ActionMenu } from './panels/menu/ActionMenu.tsx';
import { Stage } from './panels/Stage.tsx';
import { StatusLine } from './panels/StatusLine.tsx';
import { SearchPalette } from './panels/search/SearchPalette.tsx';
import { EditSheet } from './panels/sheet/EditSheet.tsx';
import { PlanTray } from './panels/staging/PlanTray.tsx';
import { TableView } from './panels/table/TableView.tsx';
import { VlanChooser } from './panels/VlanChooser.tsx';
import { WalkPanel } from './panels/walk/WalkPanel.tsx';
import { busyOf, draftOf, useEdits } from './stores/edits.ts';
import { useStanding } from './stores/findings.ts';
import { useHost } from './stores/host.ts';
import { useLitNodes } from './stores/litNodes.ts';
import { useLook } from './stores/look.ts';
import { useShown } from './stores/staging.ts';
import { useTheme } from './theme/useTheme.ts';
import './app.css';

/** One header, the patch panel (or its table), an inspector while something is selected, and one sheet. */
export function App() {
  useTheme();
  useShortcuts();
  usePreview();
  return (
    <div className="app">
      <Header />
      <GuardBanners />
      <Banner />
      <div className="workspace">
        <Stage picture={Workspace} />
        <StatusLine />
      </div>
      <FindingsStrip />
      <PlanTray />
      <SearchPalette />
      <ActionMenu />
      <EditSheet />
      <HostsDialog />
      <AskDialog />
    </div>
  );
}

function Workspace({ topology: picture }: { readonly topology: Topology }) {
  const topology = useShown() ?? picture;
  const now = topology === picture ? null : picture;
  const arrangement = useLook((look) => look.arrangement);
  const history = useLook((look) => look.history);
  const walk = useLook((look) => look.walk?.vnic ?? null);
  return (
    <>
      {arrangement === 'table' ? (
        <TableView topology={topology} now={now} />
      ) : (
        <Panel topology={topology} now={now} />
      )}
      {history ? (
        <HistoryPanel />
      ) : walk !== null ? (
        <WalkPanel key={walk} vnic={walk} topology={picture} />
      ) : (
        <Inspector topology={topology} />
      )}
    </>
  );
}

/** @param now the host as it is, where what is drawn is how it would be */
function Panel({ topology, now }: { readonly topology: Topology; readonly now: Topology | null }) {
  const layout = useHost((host) => host.layout);
  const editable = useBlocked(editingBlocked) === null;
  const selected = useLook((look) => look.selected);
  const lit = useLitNodes(topology);
  const findings = useStanding();
  const reveal = useLook((look) => look.reveal);
  const zoom = useLook((look) => look.zoom);
  const firewalls = useLook((look) => look.firewalls);
  const running = useEdits((edits) => edits.running);
  const sheet = useEdits((edits) => edits.sheet);
  const guards = useHost((host) => host.guards);
  const isHeard = useHeard();
  const busy = useMemo(
    () =>
      guards.some(({ id }) => id === running?.plan.id)
        ? guardedCables(guards, isHeard)
        : new Map([...busyOf(running), ...guardedCables(guards, isHeard)]),
    [running, guards, isHeard],
  );
  const draft = useMemo(() => draftOf(sheet, running), [sheet, running]);
  return (
    <main className="panel" aria-label="Patch panel">
      <Canvas
        key={topology.host}
        topology={topology}
        now={now}
        layout={layout}
        findings={findings}
        showsFirewalls={firewalls}
        selection={selected}
        highlight={lit}
        reveal={reveal}
        zoom={zoom}
        busy={busy}
        draft={draft}
        editable={editable}
        onIntent={answerIntent}
      />
      <VlanChooser topology={topology} />
    </main>
  );
}
