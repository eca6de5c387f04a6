import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { NoPackages } from '../image/image.mjs';
import { type Ended, Machine, type NetworkManager } from '../machine.mjs';
import { putSshInFront } from './machineHost.ts';

const command = join(import.meta.dirname, '../../../.build/bin/patchbay.cjs');

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

/** Runs the command here, with the machine as the host: one that is emulated takes seconds to start Node. */
export function patchbay(machine: Machine, line: string, user = 'root'): Promise<Ended> {
  putSshInFront(machine);
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-here-'));
  const env = { ...process.env, PATCHBAY_PATIENCE: '6', XDG_STATE_HOME: folder, XDG_CONFIG_HOME: folder };
  const words = [command, ...line.split(' '), '--host', `ssh://${user}@127.0.0.1:${machine.sshPort}`];
  return new Promise((resolve) => {
    execFile(process.execPath, words, { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** Runs the command on the machine itself. */
export function patchbayThere(machine: Machine, line: string, user = 'root'): Promise<Ended> {
  return machine.ssh(`PATCHBAY_PATIENCE=6 patchbay ${line}`, user);
}

/** `patchbay graph --json`. */
export async function graphOf(machine: Machine, user = 'root', run = patchbay): Promise<Graph> {
  const { code, stdout, stderr } = await run(machine, 'graph --json', user);
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
