import { createRoot } from 'react-dom/client';
import '#renderer/theme/tokens.css';
import '#renderer/theme/base.css';
import { Canvas } from '#renderer/canvas/Canvas.tsx';
import { emptyLayout } from '#shared/kept.ts';
import type { Topology } from '#shared/topology/model.ts';
import { host } from '../../unit/renderer/canvas/support/rack.ts';

/*
 * A canvas alone, on a made-up host, for canvas.mjs to measure. `?vms=1000&bridges=40`; `&near` looks at the first VM
 * at zoom 1, `&port` at the first bridge.
 */
const asked = new URLSearchParams(location.search);
const bridges = Array.from({ length: Number(asked.get('bridges')) }, (_, index) => `br${index}`);
const topology = host(Number(asked.get('vms')), bridges).topology();
const near = asked.has('near') ? topology.nodes.find(({ kind }) => kind === 'vm')?.id : undefined;
const port = asked.has('port') ? 'link:br0' : near;

const element = document.getElementById('root');
if (element === null) throw new Error('no root');
element.style.cssText = 'width:100vw;height:100vh';
const root = createRoot(element);
const started = performance.now();
show(topology, 0);
requestAnimationFrame(waitForPicture);

function show(shown: Topology, turn: number): void {
  root.render(
    <Canvas
      topology={shown}
      now={null}
      findings={[]}
      showsFirewalls={false}
      layout={emptyLayout}
      selection={null}
      highlight={null}
      reveal={turn === 0 || port === undefined ? null : { id: port, turn: 1 }}
      zoom={null}
      busy={new Map()}
      draft={null}
      editable
      onIntent={() => {}}
    />,
  );
}

function waitForPicture(): void {
  if (document.querySelector('.cv-card, .cv-overview') === null) requestAnimationFrame(waitForPicture);
  else
    requestAnimationFrame(() => {
      Object.assign(window, {
        firstPicture: performance.now() - started,
        near: () => show(topology, 1),
        update,
      });
    });
}

/** One VM in a hundred changes its state, as a patch would tell it. */
function update(): void {
  const nodes = topology.nodes.map((node, index) =>
    node.kind === 'vm' && index % 100 === 0 ? { ...node, state: 'paused' as const } : node,
  );
  show({ ...topology, revision: 2, nodes }, 1);
}
