import { nicModels } from '#shared/host/nicModels.ts';
import type { VnicForm } from '../../forms/form.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visible } from '../../ui/visible.ts';
import { SelectField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

/** The model and the MAC of a vNIC, and what its TAP is called. */
export function VnicFields({ form, wrong, onChange }: FieldsProps<VnicForm>) {
  const first = useStartFocus<HTMLSelectElement>();
  const models = [...new Set([form.modelNow, ...nicModels])];
  return (
    <>
      <SelectField
        ref={first}
        name="model"
        label="Model"
        hint="The guest needs a driver for it. virtio is the fastest."
        value={form.model}
        choices={models.map((value) => ({
          value,
          label: value === '' ? 'QEMU’s default' : visible(value),
        }))}
        wrong={wrong.get('model')}
        onChoose={(model) => onChange({ model })}
      />
      <TextField
        name="mac"
        label="MAC"
        hint="Leases and firewall rules for the old address don’t apply to a new one."
        value={form.mac}
        wrong={wrong.get('mac')}
        onType={(mac) => onChange({ mac })}
      />
      {form.tap !== null && (
        <TextField
          name="tap"
          label="TAP name on the host"
          hint="Empty: libvirt chooses one at each start, such as vnet3."
          value={form.tap}
          wrong={wrong.get('tap')}
          onType={(tap) => onChange({ tap })}
        />
      )}
    </>
  );
}
