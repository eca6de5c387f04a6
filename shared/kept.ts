import { z } from 'zod';

/** A slow machine is given this many times as long as usual, and no more: what hangs must be told some day. */
export const MOST_PATIENCE = 60;

const coordinate = z.number().min(-1e6).max(1e6);

/** Where the user put cards, by node id: never by a vnet's name, which changes with each start of a VM. */
export const layoutSchema = z.strictObject({
  version: z.literal(1),
  positions: z.record(z.string().max(300), z.strictObject({ x: coordinate, y: coordinate })),
});

export type Layout = z.infer<typeof layoutSchema>;

export const emptyLayout: Layout = { version: 1, positions: {} };

export const settingsSchema = z.strictObject({
  version: z.literal(1),
  theme: z.enum(['system', 'light', 'dark']),
  /** Milliseconds between two reads when nothing tells of a change. */
  pollMs: z.number().int().min(500).max(60_000),
  /** How many times as long as usual each command of this machine may take; absent: 1. `PATCHBAY_PATIENCE` wins. */
  patience: z.number().min(1).max(MOST_PATIENCE).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

export const defaultSettings: Settings = { version: 1, theme: 'system', pollMs: 2000 };

/** Whether the user has locked Patchbay. A file of its own: saving settings, by whatever version, can't unlock it. */
export const keptLockSchema = z.strictObject({ version: z.literal(1), locked: z.boolean() });

export type KeptLock = z.infer<typeof keptLockSchema>;

export const unlocked: KeptLock = { version: 1, locked: false };

/** More than a host has; the oldest go first. */
export const MOST_DISMISSED = 1000;

/** As `findingKey` names it: a code, and the id of a node or an edge. */
export const findingKeySchema = z.string().min(1).max(800);

/** Findings of a host that the user said are meant so, the latest last. */
export const keptDismissedSchema = z.strictObject({
  version: z.literal(1),
  keys: z.array(findingKeySchema).max(MOST_DISMISSED),
});

export type KeptDismissed = z.infer<typeof keptDismissedSchema>;

export const noneDismissed: KeptDismissed = { version: 1, keys: [] };
