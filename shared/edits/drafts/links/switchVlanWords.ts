import { type SwitchVlans, switchVlanWords } from '#shared/host/ovsVlans.ts';

/** What becomes of frames. @param subject the port, or the host on a bridge */
export function vlanEffects(subject: string, was: SwitchVlans, wanted: SwitchVlans): string[] {
  return [
    `${capital(subject)} changes from ${switchVlanWords(was)} to ${switchVlanWords(wanted)}.`,
    ...(wanted.tag === was.tag
      ? []
      : wanted.tag === null
        ? [
            wanted.trunks.length === 0
              ? 'Frames that arrive without a tag are in no VLAN from now on.'
              : 'Frames that arrive without a tag are dropped from now on: this trunk has no native VLAN.',
          ]
        : [`Frames that arrive without a tag belong to VLAN ${wanted.tag} from now on.`]),
  ];
}

/** For a sentence’s beginning: a name stays as it is written. */
export function capital(text: string): string {
  return text.startsWith('the ') ? `The ${text.slice(4)}` : text;
}
