import { shellLine } from '#shared/edits/shellWords.ts';
import type { FindingRepair } from '#shared/findings/finding.ts';
import { howLong } from '#shared/findings/howLong.ts';
import { guestGatewayWords } from './guestGateway.ts';
import type { JudgedHop } from './hop.ts';
import type { Track } from './track.ts';

/**
 * What a walk comes to, and what to do.
 * @param at the first hop that is broken, else the first that can’t be known; null: all are ok
 */
export function verdictOf(track: Track, at: JudgedHop | null): string {
  if (at === null) return passedWords(track);
  const { say, verdict, advice } = at.draft;
  const [repair] = repairsAt(at);
  const todo = repair === undefined ? advice : repairWords(repair);
  const head =
    verdict === 'broken'
      ? `${track.name} has no network.`
      : 'Nothing is broken as far as this host can tell. Not known:';
  return [head, say, todo].filter((text) => text !== '').join(' ');
}

/** What mends the hop, the likeliest first: of an error, what was found knows best; a warning may be of something else. */
export function repairsAt({ draft, findings }: JudgedHop): readonly FindingRepair[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const found = errors.flatMap(({ repairs }) => repairs);
  return found.length > 0 ? found : draft.repairs;
}

function repairWords(repair: FindingRepair): string {
  if (repair.kind === 'edit') return `To repair it: ${repair.label}.`;
  const lines = repair.commands.map((argv) => shellLine({ argv })).join(' && ');
  return `To repair it: ${repair.label}. ${howLong(repair)} As root: ${lines}`;
}

function passedWords(track: Track): string {
  const { guest, name, way, network } = track;
  if (network?.forward === 'isolated') {
    return `This host passes the packets of ${name}. Network ${network.name} is isolated: ${guest.name} reaches this host and the other guests in it, and nothing outside.`;
  }
  if (way.kind === 'none') return `This host passes the packets of ${name} as far as its way is known.`;
  const outs = way.kind === 'ports' ? way.ports : way.out;
  const by = outs.map(({ link }) => link.name).join(', ');
  const next = guestGatewayWords(track);
  const left =
    way.kind === 'ports'
      ? `the address and gateway inside of ${guest.name}, the VLAN of the switch’s port, the router`
      : `the address and gateway inside of ${guest.name}, the router beyond this host`;
  return `This host passes the packets of ${name}, out by ${by}. What is left is outside of it: ${left}. Next, in ${guest.name}: ip addr, ip route, then ping ${next}.`;
}
