import { join } from 'node:path';
import type { OpenHost } from '../engine/session/openHost.ts';
import { openSession } from '../engine/session/openSession.ts';
import { reportToTerminal } from '../engine/session/report.ts';
import { readBuiltFiles } from './builtFiles.ts';
import { startWebHost } from './webHost.ts';

export interface ServeOptions {
  /** `local`, `demo`, `replay:FILE`: no other is shown then; absent: this machine if it has libvirt, else the demo. */
  readonly host?: string | undefined;
  /** Absent or 0: any free one. */
  readonly port?: number | undefined;
  /** Whether nothing may be changed on the host, whoever asks. */
  readonly readOnly: boolean;
  /** How hosts are opened; absent: as their names say. */
  readonly open?: OpenHost | undefined;
  /** Told a new address when the one before has been used and somebody opens it again; for the terminal only. */
  readonly onNewAddress: (url: string) => void;
}

export interface Served {
  /** The address with its token: whoever opens it first has the host. For the terminal only. */
  readonly url: string;
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
    const { face, report } = { face: session, report: reportToTerminal };
    const host = await startWebHost(
      { face, files, report, onNewAddress: options.onNewAddress },
      options.port ?? 0,
    );
    return {
      url: host.address(null),
      urlForBrowser: () => host.address(process.getuid?.() ?? null),
      async close() {
        await host.close();
        await session.close();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}
