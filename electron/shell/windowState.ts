import { join } from 'node:path';
import { z } from 'zod';
import { KeptFile } from '../files/keptFile.ts';

const pixels = z.number().int().min(-100_000).max(100_000);

const windowStateSchema = z.strictObject({
  version: z.literal(1),
  /** Null: wherever the desktop puts it. */
  x: pixels.nullable(),
  y: pixels.nullable(),
  width: pixels.min(100),
  height: pixels.min(100),
  maximized: z.boolean(),
});

/** Where the window was, in device-independent pixels, and whether it was maximized. */
export type WindowState = z.infer<typeof windowStateSchema>;

export function windowStateFile(directory: string): KeptFile<WindowState> {
  return new KeptFile(join(directory, 'window.json'), windowStateSchema, {
    version: 1,
    x: null,
    y: null,
    width: 1440,
    height: 900,
    maximized: false,
  });
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Where to open the window: as it was, unless its title bar would be out of reach, as on a screen that was unplugged.
 * @param displays the work areas of the screens that are there now
 */
export function placeWindow(
  { x, y, width, height }: WindowState,
  displays: readonly Area[],
): { x?: number; y?: number; width: number; height: number } {
  if (x === null || y === null) return { width, height };
  const grip = { x: x + width / 2, y };
  const reachable = displays.some(
    (area) =>
      grip.x >= area.x &&
      grip.x < area.x + area.width &&
      grip.y >= area.y &&
      grip.y < area.y + area.height - 40,
  );
  return reachable ? { x, y, width, height } : { width, height };
}
