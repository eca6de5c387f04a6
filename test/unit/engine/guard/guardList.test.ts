import { describe, expect, it } from 'vitest';
import { noteText, parseGuardList } from '#electron/engine/guard/guardList.ts';
import { stateOf } from '#electron/engine/guard/guardWords.ts';

const id = '3f2a7c1e-0000-4000-8000-000000000001';

/** As guard.sh prints it. */
const waiting = `patchbay-guards 1
guard ${id}
phase waiting
seconds 60
left 42
contact yes
probe 192.168.1.1 br0
note {"title":"Move enp3s0 to br0","touches":["link:enp3s0"]}
.
`;

const notReverted = `patchbay-guards 1
guard ${id}
phase not-reverted
seconds 60
contact no
cause failed
command ip link set dev enp3s0 master br0
note {"title":"x","touches":[]}
said RTNETLINK answers: Device or resource busy
said second line
differs - enp3s0 has the address 192.168.1.2/24
differs + br0 has the address 192.168.1.2/24
.
`;

describe('what the guard tells', () => {
  it('is read as it is', () => {
    expect(parseGuardList(waiting)).toEqual([
      {
        id,
        phase: 'waiting',
        seconds: 60,
        left: 42,
        contact: 'yes',
        cause: null,
        command: null,
        said: '',
        differs: [],
        probe: { address: '192.168.1.1', link: 'br0' },
        note: { title: 'Move enp3s0 to br0', touches: ['link:enp3s0'] },
      },
    ]);
  });

  it('says what failed, and what differs, in words', () => {
    const [guard] = parseGuardList(notReverted) ?? [];
    if (guard === undefined) throw new Error('not understood');
    expect(stateOf(guard, null).told).toBe(
      '“ip link set dev enp3s0 master br0” failed: RTNETLINK answers: Device or resource busy\nsecond line. ' +
        'The host reverted it, but doesn’t show everything as before. ' +
        'Before: enp3s0 has the address 192.168.1.2/24. Now: br0 has the address 192.168.1.2/24.',
    );
  });

  it('is nothing where no guard was ever there', () => {
    expect(parseGuardList('patchbay-guards 1\n')).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['garbage', 'sh: 0: cannot open guard.sh\n'],
    ['another version', waiting.replace('guards 1', 'guards 2')],
  ])('is not understood: %s', (_, text) => {
    expect(parseGuardList(text)).toBeNull();
  });

  it.each([
    ['an id that is a path', waiting.replace(id, '../../etc')],
    ['another phase', waiting.replace('phase waiting', 'phase done')],
    ['a huge number', waiting.replace('left 42', 'left 99999999999999999999')],
    ['an unknown line', waiting.replace('contact yes', 'contact yes\nshell rm')],
    ['no end', waiting.replace('\n.\n', '\n')],
  ])('leaves out an edit with %s', (_, text) => {
    expect(parseGuardList(text)).toEqual([]);
  });

  it.each(['', '{', '[]', '{"title":1}', 'null'])('has a title whatever the note is: %j', (note) => {
    const text = waiting.replace(/^note .*$/m, `note ${note}`);
    expect(parseGuardList(text)?.[0]?.note).toEqual({ title: 'A guarded edit', touches: [] });
  });

  it('keeps a note on one line of plain characters', () => {
    const note = { title: 'Köln\n<script>\u2028"\u{1f600}', touches: ['link:a b'] };
    expect(noteText(note)).toMatch(/^[ -~]+$/);
    expect(JSON.parse(noteText(note))).toEqual(note);
  });
});
