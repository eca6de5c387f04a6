import type { PortVlansForm } from '../../forms/form.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

/** The VLANs of a port, or of the host on a bridge. */
export function PortVlansFields({ form, wrong, onChange }: FieldsProps<PortVlansForm>) {
  const first = useStartFocus<HTMLInputElement>();
  return (
    <>
      <TextField
        ref={first}
        name="pvid"
        label="Untagged (PVID)"
        size={6}
        hint="The VLAN of frames without a tag, in both directions. Empty: those that arrive are dropped."
        value={form.pvid}
        wrong={wrong.get('pvid')}
        onType={(pvid) => onChange({ pvid })}
      />
      <TextField
        name="tagged"
        label="Tagged"
        placeholder="20, 100-103"
        hint="Frames of these VLANs keep their tag. Empty: none."
        value={form.tagged}
        wrong={wrong.get('tagged')}
        onType={(tagged) => onChange({ tagged })}
      />
      <TextField
        name="untagged"
        label="Also sent untagged"
        hint="Rarely needed: these lose their tag on the way out, without being the PVID."
        value={form.untagged}
        wrong={wrong.get('untagged')}
        onType={(untagged) => onChange({ untagged })}
      />
    </>
  );
}
