import type { TapForm } from '../../forms/form.ts';
import { bridgesOf } from '../../forms/newForm.ts';
import { useShown } from '../../stores/staging.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visible } from '../../ui/visible.ts';
import { SelectField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';
import { LinkNameField } from './LinkNameField.tsx';

/** A new TAP. */
export function TapFields({ form, wrong, onChange }: FieldsProps<TapForm>) {
  const topology = useShown();
  const first = useStartFocus<HTMLInputElement>();
  const bridges = topology === null ? [] : bridgesOf(topology);
  return (
    <>
      <LinkNameField ref={first} value={form.name} wrong={wrong} onChange={onChange} />
      <TextField
        name="owner"
        label="Owner"
        placeholder="root"
        hint="The user who may open it, by name or number. Empty: only root."
        value={form.owner}
        wrong={wrong.get('owner')}
        onType={(owner) => onChange({ owner })}
      />
      <SelectField
        name="to"
        label="Connect to"
        value={form.to}
        choices={[
          { value: '', label: 'no bridge' },
          ...bridges.map(({ id, name }) => ({ value: id, label: visible(name) })),
        ]}
        wrong={wrong.get('to')}
        onChoose={(to) => onChange({ to })}
      />
    </>
  );
}
