/** A MAC whose vendor half is dimmed, so that eyes compare the half that differs. */
export function Mac({ mac }: { readonly mac: string }) {
  return (
    <span className="mono mac">
      <span className="mac-vendor">{mac.slice(0, 9)}</span>
      {mac.slice(9)}
    </span>
  );
}
