import { UserFailure } from '#shared/userFailure.ts';
import { askAddress } from '../server/askAddress.ts';
import { controlPlaces } from '../server/controlPlace.ts';
import type { Invocation } from './command.ts';
import type { Terminal } from './terminal.ts';

/**
 * `patchbay url`: a fresh address of the Patchbay that is served here, on a line of its own.
 * @throws {UserFailure} where none is served, several are, or it doesn’t answer
 */
export async function url({ port }: Invocation, terminal: Terminal): Promise<number> {
  const places = (await controlPlaces()).filter((place) => port === 0 || place.port === port);
  const answers = await Promise.all(
    places.map(async (place) => ({ place, answer: await askAddress(place.path) })),
  );
  const running = answers.filter(({ answer }) => answer.kind !== 'nobody');
  const [first, ...others] = running;
  if (first === undefined) throw nobodyServes(port);
  if (others.length > 0) {
    const ports = running.map(({ place }) => place.port).join(', ');
    throw new UserFailure(`Patchbay is served on several ports: ${ports}.`, 'Choose one with --port.');
  }
  if (first.answer.kind !== 'address') {
    const why = first.answer.kind === 'failed' ? first.answer.why : '';
    throw new UserFailure(
      `The Patchbay on port ${first.place.port} gave no address: ${why}.`,
      'Look at its messages (journalctl --user -u patchbay), or start it again.',
    );
  }
  terminal.out(first.answer.address);
  return 0;
}

function nobodyServes(port: number): UserFailure {
  const where = port === 0 ? 'here' : `on port ${port}`;
  return new UserFailure(
    `You serve no Patchbay ${where}.`,
    'Start one: patchbay serve, or systemctl --user enable --now patchbay.socket.',
  );
}
