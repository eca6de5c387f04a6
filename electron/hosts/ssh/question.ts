import type { AskedKind, AskedQuestion } from '#shared/connecting.ts';
import { unseenInText } from '#shared/unseen.ts';

/** What `ssh` asks, as its user sees it. */
export type SshQuestion = Omit<AskedQuestion, 'id'>;

/** More than any question of OpenSSH’s; a server may send longer ones. */
const LONGEST = 4000;

/**
 * @param hint of `SSH_ASKPASS_PROMPT` (ssh(1)): `confirm`, `none`, or empty
 * @param before the question before it, as that about a key is asked again without the key’s fingerprint
 */
export function readQuestion(hint: string, prompt: string, before: SshQuestion | null): SshQuestion {
  const said = prompt.slice(0, LONGEST).replaceAll(unseenInText, '').trim();
  const kind = kindOf(hint, said);
  if (kind === 'hostKey' && isAskedAgain(said))
    return { kind, text: before?.kind === kind ? before.text : said, again: true };
  return { kind, text: said, again: kind === 'secret' && before?.text === said };
}

function kindOf(hint: string, said: string): AskedKind {
  if (hint === 'none') return 'notice';
  if (hint === 'confirm') return 'confirm';
  // "The authenticity of host 'lab (192.168.50.10)' can't be established. … Are you sure you want to continue connecting
  // (yes/no/[fingerprint])?" of sshconnect.c; what a server asks comes behind "(user@host) ".
  const isFirst = /^(?:The authenticity of host|Warning: the \S+ host key for) /.test(said);
  return isAskedAgain(said) || (isFirst && said.includes('(yes/no')) ? 'hostKey' : 'secret';
}

function isAskedAgain(said: string): boolean {
  return said.startsWith("Please type 'yes'");
}
