import type { Form } from '../../forms/form.ts';

/** What the fields of a form are given. `wrong` is of what stands in them now, once the user has tried to go on. */
export interface FieldsProps<F extends Form> {
  readonly form: F;
  readonly wrong: ReadonlyMap<string, string>;
  readonly onChange: (change: Partial<F>) => void;
}
