import { describe, expect, it } from 'vitest';
import { readQuestion } from '#electron/hosts/ssh/question.ts';

// Prompts of OpenSSH 9.2 (sshconnect.c, sshconnect2.c).

const key = `The authenticity of host 'lab (192.168.50.10)' can't be established.
ED25519 key fingerprint is SHA256:IQKNifVYCVHWvu6djX00fw1dSZvySG83ZNB4vSqZ/nE.
This key is not known by any other names.
Are you sure you want to continue connecting (yes/no/[fingerprint])? `;

describe('a question of ssh', () => {
  it.each([
    ["root@lab's password: ", "root@lab's password:"],
    [
      "Enter passphrase for key '/root/.ssh/id_ed25519': ",
      "Enter passphrase for key '/root/.ssh/id_ed25519':",
    ],
    ['(root@lab) Verification code: ', '(root@lab) Verification code:'],
    // What a server asks can’t look like ssh’s own question about a key.
    [`(root@lab) ${key}`, `(root@lab) ${key.trim()}`],
  ])('%j is a secret', (prompt, text) => {
    expect(readQuestion('', prompt, null)).toEqual({ kind: 'secret', text, again: false });
  });

  it('about a key that is not known is one about a key, and keeps its fingerprint when it is asked again', () => {
    const first = readQuestion('', key, null);
    expect(first).toEqual({ kind: 'hostKey', text: key.trim(), again: false });
    expect(readQuestion('', "Please type 'yes', 'no' or the fingerprint: ", first)).toEqual({
      kind: 'hostKey',
      text: key.trim(),
      again: true,
    });
  });

  it('is known again, as the answer was not accepted', () => {
    const first = readQuestion('', "root@lab's password: ", null);
    expect(readQuestion('', "root@lab's password: ", first).again).toBe(true);
    expect(readQuestion('', "root@jump's password: ", first).again).toBe(false);
  });

  it.each([
    ['none', 'notice'],
    ['confirm', 'confirm'],
  ])('with the hint %s is a %s', (hint, kind) => {
    expect(readQuestion(hint, 'Confirm user presence for key ED25519-SK', null).kind).toBe(kind);
  });

  it('holds nothing that can’t be seen, and has an end', () => {
    const { text } = readQuestion('', `a\u202eb\u001b[2Jc\nd${'x'.repeat(100_000)}`, null);
    expect(text.startsWith('ab[2Jc\nd')).toBe(true);
    expect(text).toHaveLength(3998);
  });
});
