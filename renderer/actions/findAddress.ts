import type { Probe } from '#shared/topology/probe.ts';
import { asApiError, engine } from './engine.ts';

/** What came of asking for an address, for the user. */
export interface Found {
  readonly message: string;
  readonly advice: string;
}

/** Has the engine ask a subnet for the address of a vNIC; what it finds is in the graph as well. */
export async function findAddress({ vnic, bridge, subnet }: Probe): Promise<Found> {
  try {
    const addresses = await engine().request('address.find', { vnic, subnet });
    if (addresses.length > 0) return { message: `Its address is ${addresses.join(', ')}.`, advice: '' };
    return {
      message: `No address of ${subnet} on ${bridge} answered with its MAC.`,
      advice: 'The guest may have no address yet, or one of another subnet: look at its console.',
    };
  } catch (error) {
    return asApiError(error);
  }
}
