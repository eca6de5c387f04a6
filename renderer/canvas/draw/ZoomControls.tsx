import type { ZoomWish } from '../../stores/look.ts';
import { type Camera, useZoomPercent } from '../flow.tsx';
import { zoomAs } from '../interact/camera.ts';
import type { Scene } from '../scene/scene.ts';

/** Nearer, farther, everything. */
export function ZoomControls({ camera, scene }: { readonly camera: Camera; readonly scene: Scene }) {
  const percent = useZoomPercent();
  const zoom = (wish: ZoomWish) => () => zoomAs(wish, camera, scene.cards);
  return (
    <fieldset className="cv-zoom" aria-label="Zoom">
      <button type="button" onClick={zoom('out')} aria-label="Zoom out" title="Zoom out (−)">
        <Sign d="M3,8h10" />
      </button>
      <span className="cv-percent">{percent} %</span>
      <button type="button" onClick={zoom('in')} aria-label="Zoom in" title="Zoom in (+)">
        <Sign d="M3,8h10M8,3v10" />
      </button>
      <button type="button" onClick={zoom('all')} aria-label="Show everything" title="Show everything (0)">
        <Sign d="M3,6V3h3M10,3h3v3M13,10v3h-3M6,13H3v-3" />
      </button>
    </fieldset>
  );
}

function Sign({ d }: { readonly d: string }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={d} />
    </svg>
  );
}
