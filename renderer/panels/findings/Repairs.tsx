import { shellLine } from '#shared/edits/shellWords.ts';
import type { CommandRepair, EditRepair, FindingRepair } from '#shared/findings/finding.ts';
import { howLong } from '#shared/findings/howLong.ts';
import { useBlocked } from '../../actions/actionContext.ts';
import { editingBlocked } from '../../actions/blocked.ts';
import { propose } from '../../actions/edit.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { CommandText } from '../../ui/CommandText.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { Text } from '../../ui/Text.tsx';

/**
 * What mends something: edits as buttons, and where Patchbay must not act, the commands to copy.
 * @param props.about what is wrong, for who hears a button alone
 */
export function Repairs(props: { readonly repairs: readonly FindingRepair[]; readonly about: string }) {
  const { repairs, about } = props;
  const edits = repairs.filter((repair) => repair.kind === 'edit');
  const commands = repairs.filter((repair) => repair.kind === 'commands');
  return (
    <>
      {edits.length > 0 && (
        <div className="repairs">
          {edits.map((repair) => (
            <RepairButton key={JSON.stringify(repair.edit)} repair={repair} about={about} />
          ))}
        </div>
      )}
      {commands.map((repair) => (
        <Commands key={JSON.stringify(repair.commands)} repair={repair} />
      ))}
    </>
  );
}

function RepairButton({ repair, about }: { readonly repair: EditRepair; readonly about: string }) {
  const blocked = useBlocked(editingBlocked);
  const { edit, label } = repair;
  return (
    <BlockableButton
      blocked={blocked}
      onPress={() => void propose(edit)}
      data-repair={edit.kind === 'repair' ? edit.repair : edit.kind}
      aria-description={about}
    >
      <Text>{label}</Text>
    </BlockableButton>
  );
}

function Commands({ repair }: { readonly repair: CommandRepair }) {
  const { label, commands, lasts, keep } = repair;
  return (
    <div className="repair-commands">
      <p>
        <Prose text={label} />, as root:
      </p>
      <CommandText line={commands.map((argv) => shellLine({ argv })).join('\n')} label={`“${label}”`} />
      <p className="repair-keep">
        <Prose text={howLong({ lasts, keep })} />
      </p>
    </div>
  );
}
