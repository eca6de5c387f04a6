import { useState } from 'react';
import { linkId, type Topology } from '#shared/topology/model.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { Prose } from '../../../ui/Prose.tsx';
import { Text } from '../../../ui/Text.tsx';
import { NodeLink } from '../NodeLink.tsx';
import { MacRow } from './MacRow.tsx';
import { byPort, filtered, type PortMacs } from './ports.ts';
import { useLearned } from './useLearned.ts';
import './macs.css';

/** More than can be taken in at a glance can be filtered. */
const GLANCE = 10;

/** What a bridge has learned, port by port; of one port alone, where that is what is looked at. */
export function LearnedMacs(props: {
  readonly topology: Topology;
  readonly bridge: string;
  /** Null: all of the bridge’s. */
  readonly port: string | null;
}) {
  const { topology, bridge, port } = props;
  const learned = useLearned(bridge);
  if (learned === null) return null;
  const { seen, failure } = learned;
  const macs = (seen?.macs ?? []).filter((one) => port === null || one.port === port);
  const unread = failure === null ? (seen?.unread ?? null) : `${failure.message} ${failure.advice}`.trim();
  return (
    <section className="macs" aria-label="Learned MACs">
      <h3>Learned MACs{macs.length > 0 && <span className="macs-count">{macs.length}</span>}</h3>
      {unread !== null && (
        <p className="macs-remark">
          Not known: <Prose text={unread} />.
        </p>
      )}
      {unread === null && macs.length === 0 && <p className="macs-remark">None at the moment</p>}
      <MacList topology={topology} macs={macs} hasPorts={port === null} />
    </section>
  );
}

function MacList(props: {
  readonly topology: Topology;
  readonly macs: readonly SeenMac[];
  readonly hasPorts: boolean;
}) {
  const { topology, macs, hasPorts } = props;
  const [typed, setTyped] = useState('');
  const shown = filtered(topology, macs, typed);
  return (
    <>
      {macs.length > GLANCE && (
        <input
          type="search"
          className="macs-filter"
          aria-label="Filter the learned MACs"
          placeholder="Filter by MAC, address, VM or port"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
      {byPort(shown).map((one) => (
        <PortList
          key={one.port}
          topology={topology}
          of={one}
          isNamed={hasPorts}
          isWhole={typed.trim() !== ''}
        />
      ))}
      {shown.length === 0 && macs.length > 0 && <p className="macs-remark">No learned MAC matches</p>}
    </>
  );
}

/** So many of a port are shown before one asks for more, and so many then: a LAN may have thousands. */
const FOLDED = 5;
const MOST = 200;

function PortList(props: {
  readonly topology: Topology;
  readonly of: PortMacs;
  readonly isNamed: boolean;
  /** What was found is not folded. */
  readonly isWhole: boolean;
}) {
  const { topology, of, isNamed, isWhole } = props;
  const [isOpen, setIsOpen] = useState(false);
  const { port, macs } = of;
  // To fold one row away saves nothing.
  const most = isOpen || isWhole || macs.length === FOLDED + 1 ? MOST : FOLDED;
  const more = macs.length - most;
  return (
    <div className="macs-port">
      {isNamed && (
        <h4>
          <NodeLink to={linkId(port)}>
            <span className="mono">
              <Text>{port}</Text>
            </span>
          </NodeLink>
        </h4>
      )}
      <ul>
        {macs.slice(0, most).map((seen) => (
          <MacRow key={`${seen.mac} ${seen.vlan}`} topology={topology} seen={seen} />
        ))}
      </ul>
      {more > 0 && most === FOLDED && (
        <button type="button" className="link-button macs-more" onClick={() => setIsOpen(true)}>
          {more} more
        </button>
      )}
      {more > 0 && most === MOST && <p className="macs-remark">{more} more: filter to see them</p>}
    </div>
  );
}
