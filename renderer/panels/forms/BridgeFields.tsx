import type { BridgeForm, BridgeOptionsForm, BridgeOptionsTyped } from '../../forms/form.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { CheckField, TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';
import { LinkNameField } from './LinkNameField.tsx';

/** A new bridge. */
export function BridgeFields({ form, wrong, onChange }: FieldsProps<BridgeForm>) {
  const first = useStartFocus<HTMLInputElement>();
  return (
    <>
      <LinkNameField ref={first} value={form.name} wrong={wrong} onChange={onChange} />
      <Options form={form} wrong={wrong} onChange={onChange} />
      <TextField
        name="mtu"
        label="MTU"
        unit="bytes"
        size={6}
        placeholder="1500"
        hint="Empty: the kernel’s default, which follows the smallest port."
        value={form.mtu}
        wrong={wrong.get('mtu')}
        onType={(mtu) => onChange({ mtu })}
      />
    </>
  );
}

/** A bridge that is there already. */
export function BridgeOptionsFields({ form, wrong, onChange }: FieldsProps<BridgeOptionsForm>) {
  return <Options form={form} wrong={wrong} onChange={onChange} />;
}

function Options(props: {
  readonly form: BridgeOptionsTyped;
  readonly wrong: ReadonlyMap<string, string>;
  readonly onChange: (change: Partial<BridgeOptionsTyped>) => void;
}) {
  const { form, wrong, onChange } = props;
  return (
    <>
      <CheckField
        name="stp"
        label="Spanning tree (STP)"
        hint="Prevents loops between switches. A new port waits before it forwards."
        checked={form.stp}
        onCheck={(stp) => onChange({ stp })}
      />
      {form.stp && (
        <TextField
          name="forwardDelay"
          label="Forward delay"
          unit="seconds"
          size={3}
          hint="2 to 30. A new port waits twice this long before it forwards."
          value={form.forwardDelay}
          wrong={wrong.get('forwardDelay')}
          onType={(forwardDelay) => onChange({ forwardDelay })}
        />
      )}
      <CheckField
        name="vlanFiltering"
        label="VLAN filtering"
        hint="The bridge checks VLAN tags, and each port passes only its own VLANs."
        checked={form.vlanFiltering}
        onCheck={(vlanFiltering) => onChange({ vlanFiltering })}
      />
    </>
  );
}
