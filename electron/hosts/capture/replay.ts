import { bareHost } from '../bareHost.ts';
import type { FollowEnd, Host } from '../host.ts';
import { CapturedAnswers } from './answers.ts';
import { readCapture } from './file.ts';

/**
 * A host that is read from a capture: it answers what it was asked when that was taken, and nothing on it changes.
 * @throws {UserFailure} when the file is no capture, or a damaged one
 */
export async function replayHost(file: string): Promise<Host> {
  const capture = await readCapture(file);
  const answers = new CapturedAnswers(capture);
  const stops = new Set<() => void>();
  return {
    ...bareHost,
    name: `replay:${file}`,
    editable: false,
    asOf: capture.takenAt,
    ...(capture.hasNoLibvirt === undefined ? {} : { hasNoLibvirt: capture.hasNoLibvirt }),

    async run(command, { signal }) {
      if (signal?.aborted) return { kind: 'cancelled' };
      const answer = answers.answer(command);
      return answer ?? { kind: 'not-captured', message: notAsked(command.argv) };
    },

    follow(_command, _onLine, onEnd) {
      const stop = () => {
        const ended: FollowEnd = { kind: 'stopped', message: '' };
        if (stops.delete(stop)) onEnd(ended);
      };
      stops.add(stop);
      return { stop };
    },

    async close() {
      for (const stop of [...stops]) stop();
    },
  };
}

function notAsked(argv: readonly string[]): string {
  const shown = argv.join(' ');
  const short = shown.length <= 80 ? shown : `${shown.slice(0, 79)}…`;
  return `The capture holds no answer to “${short}”: nothing on it can be changed, and another version of Patchbay may ask otherwise.`;
}
