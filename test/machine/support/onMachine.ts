import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { NoPackages } from '../image/image.mjs';
import { type Ended, Machine, type NetworkManager } from '../machine.mjs';

/**
 * The machine of a `describe`, started before its tests and gone after them. Where Debian’s packages can’t be had to build
 * it, they are skipped and say so.
 */
export function machineWith(net: NetworkManager): () => Machine {
  let machine: Machine | null = null;
  let lack = '';
  beforeAll(async () => {
    try {
      machine = await Machine.start(net);
    } catch (error) {
      if (!(error instanceof NoPackages)) throw error;
      lack = `no Debian packages to build the machine of: ${error.message}`;
    }
  });
  beforeEach(({ skip }) => {
    if (lack !== '') skip(lack);
  });
  afterAll(() => machine?.stop());
  return () => {
    if (machine === null) throw new Error('there is no machine');
    return machine;
  };
}

/** Runs one of the scenes as root. */
export async function play(machine: Machine, scene: string): Promise<void> {
  const script = await readFile(join(import.meta.dirname, '../scenes', scene), 'utf8');
  const { code, stderr } = await machine.ssh(`bash -s <<'SCENE'\n${script}\nSCENE`);
  expect(code, stderr).toBe(0);
}

/** Runs the command; an emulated machine needs patience. */
export function patchbay(machine: Machine, line: string, user = 'root'): Promise<Ended> {
  return machine.ssh(`PATCHBAY_PATIENCE=6 patchbay ${line}`, user);
}

/** `patchbay graph --json`. */
export async function graphOf(machine: Machine, user = 'root'): Promise<Graph> {
  const { code, stdout, stderr } = await patchbay(machine, 'graph --json', user);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** What `graph --json` prints, as far as it is looked at here. */
export interface Graph {
  readonly sources: readonly { readonly name: string; readonly status: string; readonly message: string }[];
  readonly nodes: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
  readonly edges: readonly {
    readonly kind: string;
    readonly from: string;
    readonly to: string;
    readonly vlans?: unknown;
  }[];
}

/** `port tap-a1 → br-trunk`, by the names of the nodes. */
export function edgesOf({ nodes, edges }: Graph): readonly string[] {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  return edges.map(({ kind, from, to }) => `${kind} ${names.get(from) ?? from} → ${names.get(to) ?? to}`);
}
