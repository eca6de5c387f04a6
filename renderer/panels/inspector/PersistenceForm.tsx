import { shellLine } from '#shared/edits/shellWords.ts';
import type { Form, FormPart } from '#shared/persistence/model.ts';
import { CommandText } from '../../ui/CommandText.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Prose } from '../../ui/Prose.tsx';
import { visible, visibleLines } from '../../ui/visible.ts';

/** One form: what to save or run, what that leaves to the user, and how it is checked and put into effect. */
export function PersistenceForm({ form }: { readonly form: Form }) {
  return (
    <>
      {form.parts.map((part) => (
        <Part key={part.path ?? ''} part={part} />
      ))}
      {form.remarks.length > 0 && (
        <ul className="persistence-remarks">
          {form.remarks.map((remark) => (
            <li key={remark}>
              <Prose text={remark} />
            </li>
          ))}
        </ul>
      )}
      {form.apply.length > 0 && (
        <>
          <h4>Then check and apply it</h4>
          {form.apply.map((command) => (
            <CommandText key={command.argv.join(' ')} line={shellLine(command)} label="the command" />
          ))}
        </>
      )}
    </>
  );
}

/** A file's lines are not broken, as they mean something; a command's are, as it is long. What is copied is exact. */
function Part({ part }: { readonly part: FormPart }) {
  const title = part.path ?? 'Run these commands';
  return (
    <figure className="persistence-part">
      <figcaption>
        <span className={part.path === null ? '' : 'mono'}>{visible(title)}</span>
        <CopyButton text={part.text} label={part.path ?? 'the commands'} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={part.path === null ? 'mono breaks' : 'mono'} tabIndex={0}>
        {visibleLines(part.text)}
      </pre>
    </figure>
  );
}
