import type { Topology } from '#shared/topology/model.ts';
import type { SeenMac } from '#shared/topology/seen.ts';
import { agoWords, ownerWords, strangerWords } from '#shared/topology/seenWords.ts';
import { Mac } from '../../../ui/Mac.tsx';
import { Text } from '../../../ui/Text.tsx';
import { NodeLink } from '../NodeLink.tsx';

/** One learned MAC: how long ago it was heard, whose it is, and its addresses. */
export function MacRow({ topology, seen }: { readonly topology: Topology; readonly seen: SeenMac }) {
  const { mac, age, vlan, addresses, owner, isGateway } = seen;
  const whose = ownerWords(topology, owner);
  return (
    <li className="mac-row">
      <Mac mac={mac} />
      <span className="mac-age">{age === null ? '' : agoWords(age)}</span>
      <span className="mac-whose">
        {whose === null || owner === null ? (
          <Text>{strangerWords(seen)}</Text>
        ) : (
          <NodeLink to={owner}>
            <Text>{whose}</Text>
          </NodeLink>
        )}
        {isGateway && <span>gateway</span>}
        {vlan !== null && <span>VLAN {vlan}</span>}
        {addresses.map(({ address }) => (
          <span key={address} className="mono">
            {address}
          </span>
        ))}
      </span>
    </li>
  );
}
