import { useState } from 'react';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { NodeId } from '#shared/topology/model.ts';
import { type Probe, probeFor } from '#shared/topology/probe.ts';
import { ownerWords } from '#shared/topology/seenWords.ts';
import { type Found, findAddress } from '../../actions/findAddress.ts';
import { useShown } from '../../stores/staging.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { SheetButtons } from './frame/SheetButtons.tsx';
import { SheetMessage } from './frame/SheetMessage.tsx';

/** Asks a subnet for the address of a vNIC: what is sent is shown before it is. */
export function FindAddressStep({ vnic }: { readonly vnic: NodeId }) {
  const topology = useShown();
  const [found, setFound] = useState<Found | 'asking' | null>(null);
  if (topology === null) return null;
  const title = `Find the address of ${ownerWords(topology, vnic) ?? 'this vNIC'}`;
  const probe = probeFor(topology, vnic);
  if (found !== null && found !== 'asking')
    return <SheetMessage title={title} message={found.message} advice={found.advice} />;
  if ('why' in probe) return <SheetMessage title={title} message={probe.why} advice={probe.advice} />;
  const ask = async () => {
    setFound('asking');
    setFound(await findAddress(probe));
  };
  return (
    <form
      className="sheet-body"
      aria-busy={found === 'asking'}
      onSubmit={(event) => {
        event.preventDefault();
        if (found === null) void ask();
      }}
    >
      <h2 id="sheet-title">
        <Text>{title}</Text>
      </h2>
      <p>
        <Prose
          text={`This host sends one packet to each of the ${probe.commands.length} addresses of ${probe.subnet} on ${probe.bridge}, and looks whose MAC answers. It takes a few seconds. No setting is changed.`}
        />
      </p>
      <Commands probe={probe} />
      <AskButtons isAsking={found === 'asking'} />
    </form>
  );
}

function Commands({ probe: { commands } }: { readonly probe: Probe }) {
  const [first] = commands;
  if (first === undefined) return null;
  return (
    <section className="commands" aria-label="Commands">
      <h3>These {commands.length} commands run, some at the same time</h3>
      <CommandText line={shellLine(first)} label="the first command" />
      <details>
        <summary>All {commands.length} commands</summary>
        <CommandText line={commands.map(shellLine).join('\n')} label="all commands" />
      </details>
    </section>
  );
}

function AskButtons({ isAsking }: { readonly isAsking: boolean }) {
  const confirm = useStartFocus<HTMLButtonElement>();
  return (
    <SheetButtons leave="Cancel">
      <button type="submit" ref={confirm} className="button primary" aria-disabled={isAsking}>
        {isAsking ? 'Asking…' : 'Ask'} <Keys keys="↵" />
      </button>
    </SheetButtons>
  );
}
