import type { MtuForm } from '../../forms/form.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';
import { TextField } from './fields.tsx';
import type { FieldsProps } from './fieldsProps.ts';

/** How large a frame a link takes. */
export function MtuFields({ form, wrong, onChange }: FieldsProps<MtuForm>) {
  const first = useStartFocus<HTMLInputElement>();
  return (
    <TextField
      ref={first}
      name="mtu"
      label="MTU"
      unit="bytes"
      size={6}
      hint="1500 is usual for Ethernet, 9000 for jumbo frames. Both ends of a path must support it."
      value={form.mtu}
      wrong={wrong.get('mtu')}
      onType={(mtu) => onChange({ mtu })}
    />
  );
}
