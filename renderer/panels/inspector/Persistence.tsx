import { useState } from 'react';
import { shellLine } from '#shared/edits/shellWords.ts';
import type { BridgePersistence, FormKind } from '#shared/persistence/model.ts';
import { Choices } from '../../ui/Choices.tsx';
import { CommandText } from '../../ui/CommandText.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { PersistenceForm } from './PersistenceForm.tsx';
import { usePersistence } from './usePersistence.ts';
import './persistence.css';

const labels: { readonly [Kind in FormKind]: string } = {
  netplan: 'Netplan',
  networkmanager: 'nmcli',
  networkd: 'networkd',
  ifupdown: 'ifupdown',
};

/** How a bridge is kept over a reboot: ready to paste, in the words of the program that this host uses first. */
export function Persistence({ bridge, readAt }: { readonly bridge: string; readonly readAt: string }) {
  const asked = usePersistence(bridge, readAt);
  if (asked === null) return null;
  const { kept, failure } = asked;
  if (failure === null && kept === null) return null;
  return (
    <section className="persistence" aria-label="Save as permanent">
      <h3>Save as permanent</h3>
      {failure !== null && <Remarks remarks={[`${failure.message} ${failure.advice}`.trim()]} />}
      {kept !== null && <Kept kept={kept} />}
    </section>
  );
}

function Kept({ kept }: { readonly kept: BridgePersistence }) {
  const { keeper, inUse, forms, remarks } = kept;
  const [chosen, setChosen] = useState<FormKind | null>(null);
  const form = forms.find(({ kind }) => kind === chosen) ?? forms[0];
  return (
    <>
      {keeper !== null && <Remarks remarks={[keeper.message]} />}
      {keeper?.commands.map((command) => (
        <CommandText key={command.argv.join(' ')} line={shellLine(command)} label="the command" />
      ))}
      <Remarks remarks={[...(inUse === '' ? [] : [inUse]), ...remarks]} />
      {form !== undefined && (
        <>
          <Choices
            legend="Form"
            value={form.kind}
            choices={forms.map(({ kind }) => ({ value: kind, label: labels[kind] }))}
            onChoose={setChosen}
          />
          <PersistenceForm form={form} />
          <p className="persistence-remark">Patchbay doesn’t write system files.</p>
        </>
      )}
    </>
  );
}

function Remarks({ remarks }: { readonly remarks: readonly string[] }) {
  return remarks.map((remark) => (
    <p key={remark} className="persistence-remark">
      <Prose text={remark} />
    </p>
  ));
}
