import { useRef } from 'react';
import { closeHosts } from '../../actions/hosts.ts';
import { useHost } from '../../stores/host.ts';
import { useLook } from '../../stores/look.ts';
import { Keys } from '../../ui/Keys.tsx';
import { useKeptFocus } from '../../ui/useKeptFocus.ts';
import { useModal } from '../../ui/useModal.ts';
import { AddHost } from './AddHost.tsx';
import { HostRow, KeptHostRow } from './HostRow.tsx';
import './hosts.css';

/** Every host that can be opened here, and where a new one is told of. */
export function HostsDialog() {
  return useLook((look) => look.hosts) ? <OpenDialog /> : null;
}

function OpenDialog() {
  const modal = useModal(closeHosts);
  const list = useRef<HTMLUListElement>(null);
  const focus = useKeptFocus(list);
  const hosts = useHost((host) => host.hosts);
  const kept = useHost((host) => host.keptHosts);
  const keeping = useHost((host) => host.keeping);
  const everybodys = hosts.filter(({ name }) => !kept.some((each) => each.name === name));
  return (
    <dialog
      className="hosts"
      aria-labelledby="hosts-title"
      // Nothing behind it may act on its keys.
      onKeyDown={(event) => event.stopPropagation()}
      {...modal}
    >
      <h2 id="hosts-title">Hosts</h2>
      {keeping && <AddHost />}
      <ul ref={list} {...focus}>
        {everybodys.map(({ name, title }) => (
          <HostRow key={name} name={name} title={title} />
        ))}
        {kept.map((host, at) => (
          <KeptHostRow key={host.name} host={host} at={at} />
        ))}
      </ul>
      <div className="hosts-end">
        <button type="button" className="button" onClick={closeHosts}>
          Close <Keys keys="Escape" />
        </button>
      </div>
    </dialog>
  );
}
