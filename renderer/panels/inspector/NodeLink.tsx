import type { ReactNode } from 'react';
import type { NodeId } from '#shared/topology/model.ts';
import { select, show } from '../../stores/look.ts';

/** Leads to another node: it is selected, and brought into view. */
export function NodeLink({ to, children }: { readonly to: NodeId; readonly children: ReactNode }) {
  const follow = () => {
    select(to);
    show(to);
  };
  return (
    <button type="button" className="link-button" onClick={follow}>
      {children}
    </button>
  );
}
