import type { VlanForm } from '../../forms/form.ts';
import { parentsOf, vlanName } from '../../forms/layerForm.ts';
import { useShown } from '../../stores/staging.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { visible } from '../../ui/visible.ts';
import { SelectField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';
import { LinkNameField } from './LinkNameField.tsx';

/** A new VLAN on a link. */
export function VlanFields({ form, wrong, onChange }: FieldsProps<VlanForm>) {
  const topology = useShown();
  const first = useStartFocus<HTMLInputElement>();
  const likely = topology === null ? [] : parentsOf(topology);
  const own = topology?.nodes.find(({ id }) => id === form.parent);
  const parents = own === undefined || likely.some(({ id }) => id === own.id) ? likely : [own, ...likely];
  return (
    <>
      <SelectField
        name="parent"
        label="On"
        hint="The link that its frames leave by, with their tag."
        value={form.parent}
        choices={parents.map(({ id, name }) => ({ value: id, label: visible(name) }))}
        wrong={wrong.get('parent')}
        onChoose={(parent) => onChange({ parent })}
      />
      <TextField
        ref={first}
        name="id"
        label="VLAN"
        size={5}
        hint="1 to 4094."
        value={form.id}
        wrong={wrong.get('id')}
        onType={(id) => onChange({ id })}
      />
      <LinkNameField value={vlanName(topology, form)} wrong={wrong} onChange={onChange} />
      <SelectField
        name="protocol"
        label="Protocol"
        value={form.protocol}
        choices={[
          { value: '802.1Q', label: '802.1Q (usual)' },
          { value: '802.1ad', label: '802.1ad (outer tag of a provider, QinQ)' },
        ]}
        wrong={wrong.get('protocol')}
        onChoose={(protocol) => onChange({ protocol })}
      />
    </>
  );
}
