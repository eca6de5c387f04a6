import { TextField } from './fields.tsx';

/** What a new link of the host is to be called. */
export function LinkNameField({
  value,
  wrong,
  onChange,
  ref,
}: {
  readonly value: string;
  readonly wrong: ReadonlyMap<string, string>;
  readonly onChange: (change: { readonly name: string }) => void;
  readonly ref?: React.Ref<HTMLInputElement>;
}) {
  return (
    <TextField
      ref={ref}
      name="name"
      label="Name"
      hint="At most 15 characters."
      value={value}
      wrong={wrong.get('name')}
      onType={(name) => onChange({ name })}
    />
  );
}
