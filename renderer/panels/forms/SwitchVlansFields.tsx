import type { SwitchVlanMode } from '#shared/host/ovsVlans.ts';
import type { SwitchVlansForm } from '../../forms/form.ts';
import { takesTag, takesTrunks } from '../../forms/switchVlansForm.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { RadioField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

/** The VLANs of a port of Open vSwitch. */
export function SwitchVlansFields({ form, wrong, onChange }: FieldsProps<SwitchVlansForm>) {
  const first = useStartFocus<HTMLInputElement>();
  return (
    <>
      <RadioField
        legend="Mode"
        name="mode"
        value={form.mode as SwitchVlanMode}
        choices={modes.filter(({ value }) => value !== 'dot1q-tunnel' || form.mode === value)}
        onChoose={(mode) => onChange({ mode })}
      />
      {takesTag(form.mode) && (
        <TextField
          ref={first}
          name="tag"
          label={takesTrunks(form.mode) ? 'Native VLAN' : 'VLAN'}
          size={5}
          hint="1 to 4094."
          value={form.tag}
          wrong={wrong.get('tag')}
          onType={(tag) => onChange({ tag })}
        />
      )}
      {takesTrunks(form.mode) && (
        <TextField
          ref={takesTag(form.mode) ? undefined : first}
          name="trunks"
          label="Tagged VLANs"
          placeholder="20, 100-103"
          hint="Frames of these VLANs pass with their tag. Empty: those of all VLANs."
          value={form.trunks}
          wrong={wrong.get('trunks')}
          onType={(trunks) => onChange({ trunks })}
        />
      )}
    </>
  );
}

const modes: readonly { readonly value: SwitchVlanMode; readonly label: string; readonly hint: string }[] = [
  { value: 'access', label: 'Access', hint: 'One VLAN, without a tag on the cable.' },
  { value: 'trunk', label: 'Trunk', hint: 'Tagged frames only, of some VLANs or of all.' },
  {
    value: 'native-untagged',
    label: 'Native untagged',
    hint: 'A trunk, and one VLAN beside it that has no tag on the cable.',
  },
  {
    value: 'native-tagged',
    label: 'Native tagged',
    hint: 'A trunk; frames that arrive without a tag belong to one VLAN, which leaves with its tag.',
  },
  { value: 'dot1q-tunnel', label: '802.1Q tunnel', hint: 'All frames, tagged or not, inside one VLAN.' },
];
