import { Text } from '../../ui/Text.tsx';
import { FactList } from './FactList.tsx';
import type { VmNic } from './facts.ts';
import { NodeLink } from './NodeLink.tsx';

/** The vNICs of a VM, each with its MAC, TAP, bridge and address: which vnet is whose, without another click. */
export function VmNics({ nics }: { readonly nics: readonly VmNic[] }) {
  return nics.map(({ vnic, facts }) => (
    <section key={vnic.id} className="vm-nic">
      <h3>
        <NodeLink to={vnic.id}>
          <Text>{vnic.name}</Text>
        </NodeLink>{' '}
        <Text>{vnic.model ?? ''}</Text>
      </h3>
      <FactList facts={facts} />
    </section>
  ));
}
