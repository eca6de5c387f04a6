import { visible } from './visible.ts';

/** A MAC whose vendor half is dimmed, so that eyes compare the half that differs. */
export function Mac({ mac }: { readonly mac: string }) {
  return (
    <span className="mono mac">
      <span className="mac-vendor">{visible(mac.slice(0, 9))}</span>
      {visible(mac.slice(9))}
    </span>
  );
}
