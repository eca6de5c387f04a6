import type { Facts } from '../topology/facts.ts';

/** What configures the links now, by their names: it stands in the way of a text that is to do so from the next boot on. */
export interface Standing {
  /** The `.network` file of systemd-networkd. */
  readonly networkd: ReadonlyMap<string, string>;
  /** The profile of NetworkManager. */
  readonly networkManager: ReadonlyMap<string, string>;
  /** The file of ifupdown. */
  readonly ifupdown: ReadonlyMap<string, string>;
}

export const nothingStanding: Standing = {
  networkd: new Map(),
  networkManager: new Map(),
  ifupdown: new Map(),
};

export function standingOf({ snapshot }: Facts): Standing {
  const { networkdFiles, networkManager, ifupdownFiles } = snapshot.networkSetup;
  const names = new Map(snapshot.links.map(({ ifindex, name }) => [ifindex, name]));
  return {
    networkd: new Map(
      networkdFiles.flatMap(({ ifindex, file }) => {
        const name = names.get(ifindex);
        return name === undefined ? [] : [[name, file] as const];
      }),
    ),
    networkManager: new Map(networkManager.map(({ link, profile }) => [link, profile])),
    ifupdown: new Map(ifupdownFiles.map(({ link, file }) => [link, file])),
  };
}
