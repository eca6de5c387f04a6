import { type FormEvent, useEffect, useId, useState } from 'react';
import { titleOf, typedHost } from '#shared/keptHosts.ts';
import { goToHost, suggestedHosts } from '../../actions/hosts.ts';
import { useStartFocus } from '../../ui/useStartFocus.ts';

const wrongWords = 'Type a name of your ~/.ssh/config, user@host, or ssh://user@host:port.';

/** Where a host over SSH is told of: one that the user has a name for already is suggested. */
export function AddHost() {
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const [suggested, setSuggested] = useState<readonly string[]>([]);
  const start = useStartFocus<HTMLInputElement>();
  const id = useId();
  useEffect(() => {
    let isOpen = true;
    void suggestedHosts().then((names) => {
      if (isOpen) setSuggested(names);
    });
    return () => {
      isOpen = false;
    };
  }, []);
  const connect = (event: FormEvent) => {
    event.preventDefault();
    const name = typedHost(typed);
    if (name === null) setWrong(true);
    else goToHost(name);
  };
  return (
    <form className="hosts-add" onSubmit={connect} autoComplete="off">
      <label htmlFor={`${id}-field`}>Connect to a host over SSH</label>
      <div className="hosts-entry">
        <input
          id={`${id}-field`}
          ref={start}
          className="mono"
          type="text"
          list={`${id}-known`}
          maxLength={300}
          placeholder="root@nas"
          spellCheck={false}
          value={typed}
          aria-invalid={wrong}
          aria-describedby={`${id}-words`}
          onChange={(event) => {
            setTyped(event.target.value);
            setWrong(false);
          }}
        />
        <button type="submit" className="button primary">
          Connect
        </button>
      </div>
      <datalist id={`${id}-known`}>
        {suggested.map((name) => (
          <option key={name} value={titleOf({ name, title: null })} />
        ))}
      </datalist>
      <p
        id={`${id}-words`}
        className={wrong ? 'hosts-hint wrong' : 'hosts-hint'}
        role={wrong ? 'alert' : undefined}
      >
        {wrong ? wrongWords : 'Your own ssh connects, with your keys. Nothing is installed there.'}
      </p>
    </form>
  );
}
