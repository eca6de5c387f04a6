import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Reader } from '#electron/engine/reader.ts';
import { replayHost } from '#electron/hosts/capture/replay.ts';
import type { Form, FormKind } from '#shared/persistence/model.ts';
import { bridgePersistence } from '#shared/persistence/persistence.ts';
import type { Machine } from '../machine.mjs';
import { patchbay } from './onMachine.ts';

/** The text that keeps a bridge of the machine, as the app shows it: of a capture, which is all that the app reads. */
export async function formFor(machine: Machine, bridge: string, kind: FormKind): Promise<Form> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-capture-'));
  try {
    const { code, stdout, stderr } = await patchbay(machine, 'capture -');
    expect(code, stderr).toBe(0);
    const file = join(folder, 'machine.json');
    await writeFile(file, stdout);
    const host = await replayHost(file);
    const reader = new Reader(host);
    await reader.read();
    const kept = bridgePersistence(await reader.pollSlow(), bridge, []);
    const form = kept?.forms[0];
    expect(form?.kind, 'the form of the program that the machine uses comes first').toBe(kind);
    if (form === undefined) throw new Error(`no form for ${bridge}`);
    return form;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Does as the form says: its files are saved, its commands run. */
export async function paste(machine: Machine, { parts }: Form): Promise<void> {
  for (const { path, text } of parts) {
    const line =
      path === null ? text : `mkdir -p "$(dirname ${path})" && cat > ${path} <<'TEXT'\n${text}TEXT`;
    const { code, stderr } = await machine.agent(line);
    expect(code, stderr).toBe(0);
  }
}
