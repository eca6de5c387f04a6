import type { Facts } from './facts.ts';
import { functionDetails, functionOf } from './functionFacts.ts';
import { cardId, type LinkNode } from './model.ts';

/** The cards and virtual functions that the host has no link of. */
export function cardNodes({ cards, virtualFunctions }: Facts): LinkNode[] {
  return [...cards.values()].map(({ address, kind }): LinkNode => {
    const functions = kind === 'vf' ? virtualFunctions.ofAddress(address) : null;
    const set = functions === null ? null : virtualFunctions.settingsOf(functions);
    const driver = virtualFunctions.drivers.get(address);
    const isUp = set?.linkState !== 'disable';
    return {
      id: cardId(address),
      kind,
      name: address,
      mac: set?.mac ?? null,
      mtu: 0,
      operState: isUp ? 'UNKNOWN' : 'DOWN',
      ifindex: 0,
      up: isUp,
      carrier: isUp,
      master: null,
      slaveKind: '',
      lead: 'out',
      addresses: [],
      defaultRoute: false,
      altNames: [],
      description: null,
      speed: null,
      holder: null,
      held: 'no',
      details: [
        ['Device', `pci ${address}`],
        ...(driver === undefined ? [] : [['Driver', driver ?? 'none'] as const]),
        ...(functions === null ? [] : functionDetails(functions, set)),
      ],
      ...functionOf(functions, virtualFunctions),
      isTaken: true,
      networks: [],
      portState: null,
    };
  });
}
