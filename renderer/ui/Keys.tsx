import { keyLabels } from './keyLabels.ts';

/** A shortcut as key caps. Screen readers are told of it by the control that has it. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys" aria-hidden="true">
      {keyLabels(keys).map((label) => (
        <kbd key={label}>{label}</kbd>
      ))}
    </span>
  );
}
