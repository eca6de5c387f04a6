import { useMemo } from 'react';
import type { Topology } from '#shared/topology/model.ts';
import { vlansNamed } from '#shared/topology/vlansNamed.ts';
import { followVlan, unlight, useLook } from '../stores/look.ts';
import './vlanchooser.css';

/** Lights one VLAN, where the picture has several. */
export function VlanChooser({ topology }: { readonly topology: Topology }) {
  const vlans = useMemo(() => vlansNamed(topology), [topology]);
  const followed = useLook(({ lit }) => (lit !== null && 'vlan' in lit ? lit.vlan : null));
  if (vlans.length < 2 && followed === null) return null;
  const listed = followed === null || vlans.includes(followed) ? vlans : [followed, ...vlans];
  return (
    <label className="vlan-chooser" data-lit={followed !== null}>
      VLAN
      <select
        aria-label="Follow VLAN"
        value={followed ?? ''}
        onChange={({ target }) => (target.value === '' ? unlight() : followVlan(Number(target.value)))}
        onKeyDown={({ key }) => key === 'Escape' && unlight()}
      >
        <option value="">all</option>
        {listed.map((vlan) => (
          <option key={vlan} value={vlan}>
            {vlan}
          </option>
        ))}
      </select>
    </label>
  );
}
