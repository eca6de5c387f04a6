import { join } from 'node:path';
import type { OpenHost } from '../engine/session/openHost.ts';
import { openSession } from '../engine/session/openSession.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import { readBuiltFiles } from './builtFiles.ts';
import { startControl } from './control.ts';
import type { Listening } from './listening.ts';
import { startWebHost } from './webHost.ts';

export interface ServeOptions {
  /** `local`, `demo`, `replay:FILE`: no other is shown then; absent: this machine if it has anything to show, else the demo. */
  readonly host?: string | undefined;
  readonly listening: Listening;
  /** A control socket that systemd has passed on; null: one of its own. */
  readonly controlFd: number | null;
  /** Whether nothing may be changed on the host, whoever asks. */
  readonly readOnly: boolean;
  /** How hosts are opened; absent: as their names say. */
  readonly open?: OpenHost | undefined;
  /** Told a new address when the one before has been used and somebody opens it again; for the terminal only. */
  readonly onNewAddress: (url: string) => void;
}

export interface Served {
  readonly port: number;
  /** Why `patchbay url` can’t be used, as the end of a sentence; null: it can. */
  readonly controlRemark: string | null;
  /** A fresh address with its token: whoever opens it first has the host. For the terminal only. */
  address(): string;
  /** An address that only a browser of this user can open, for a browser's command line, which everybody can read. */
  urlForBrowser(): string;
  close(): Promise<void>;
}

/**
 * Opens a host and serves the app on 127.0.0.1 until it is closed.
 * @throws {UserFailure} when the host cannot be opened, or the port cannot be had
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const files = await readBuiltFiles(join(import.meta.dirname, '../renderer'));
  const session = await openSession({
    host: options.host,
    readOnly: options.readOnly,
    served: true,
    open: options.open,
  });
  try {
    const { onNewAddress, listening, controlFd } = options;
    const host = await startWebHost(
      { face: session, files, report: reportToTerminal, onNewAddress },
      listening,
    );
    const address = (): string => host.address(null);
    const control = await startControl(host.port, controlFd, address).catch(remarkOf);
    return {
      port: host.port,
      controlRemark: typeof control === 'string' ? control : null,
      address,
      urlForBrowser: () => host.address(process.getuid?.() ?? null),
      async close() {
        if (typeof control !== 'string') await control.close();
        await host.close();
        await session.close();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function remarkOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
