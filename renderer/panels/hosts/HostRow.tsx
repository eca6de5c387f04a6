import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { type KeptHost, LONGEST_HOST_TITLE, titleOf } from '#shared/keptHosts.ts';
import { goToHost, keepHosts } from '../../actions/hosts.ts';
import { useHost } from '../../stores/host.ts';
import { BlockableButton } from '../../ui/BlockableButton.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { Text } from '../../ui/Text.tsx';

/** A host that everybody has. */
export function HostRow({ name, title }: { readonly name: string; readonly title: string }) {
  return (
    <Row name={name} title={title}>
      <span className="hosts-title">
        <Text>{title}</Text>
      </span>
    </Row>
  );
}

/** A host that the user has opened before: it can be called otherwise, moved in the list, and removed from it. */
export function KeptHostRow({ host, at }: { readonly host: KeptHost; readonly at: number }) {
  const kept = useHost((state) => state.keptHosts);
  const title = titleOf(host);
  const [typed, setTyped] = useState(title);
  const movedFrom = useRef(at);
  const rename = () => {
    const wanted = typed.trim();
    const isPlain = wanted === '' || wanted === titleOf({ ...host, title: null });
    const next = isPlain ? null : wanted;
    if (isPlain) setTyped(titleOf({ ...host, title: null }));
    if (next !== host.title) void keepHosts(kept.with(at, { ...host, title: next }));
  };
  const pressed = useRef<Element | null>(null);
  // The browser takes the focus from what is moved.
  useLayoutEffect(() => {
    if (at !== movedFrom.current && pressed.current instanceof HTMLElement) pressed.current.focus();
    movedFrom.current = at;
    pressed.current = null;
  }, [at]);
  const move = (to: number) => {
    pressed.current = document.activeElement;
    const others = kept.toSpliced(at, 1);
    void keepHosts(others.toSpliced(to, 0, host));
  };
  return (
    <Row name={host.name} title={title}>
      <span className="hosts-title">
        <input
          type="text"
          aria-label={`Name of ${title}`}
          maxLength={LONGEST_HOST_TITLE}
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={rename}
          onKeyDown={(event) => {
            if (event.key === 'Enter') rename();
          }}
        />
        <span className="hosts-address mono">
          <Text>{host.name}</Text>
        </span>
      </span>
      <Tool
        label={`Move ${title} up`}
        icon="up"
        blocked={at === 0 ? 'It is the first of yours.' : null}
        onPress={() => move(at - 1)}
      />
      <Tool
        label={`Move ${title} down`}
        icon="down"
        blocked={at === kept.length - 1 ? 'It is the last of yours.' : null}
        onPress={() => move(at + 1)}
      />
      <Tool
        label={`Remove ${title} from the list`}
        icon="close"
        blocked={null}
        onPress={() => void keepHosts(kept.toSpliced(at, 1))}
      />
    </Row>
  );
}

function Row(props: { readonly name: string; readonly title: string; readonly children: ReactNode }) {
  const { name, title, children } = props;
  const isShown = useHost((host) => host.topology?.host === name);
  const opening = useHost((host) => host.opening);
  return (
    <li data-key={name}>
      {children}
      {isShown ? (
        <span className="hosts-shown">shown</span>
      ) : (
        <button
          type="button"
          className="button"
          aria-label={`Open ${title}`}
          disabled={opening !== null}
          onClick={() => goToHost(name)}
        >
          Open
        </button>
      )}
    </li>
  );
}

function Tool(props: {
  readonly label: string;
  readonly icon: 'up' | 'down' | 'close';
  readonly blocked: string | null;
  readonly onPress: () => void;
}) {
  return (
    <BlockableButton
      className="icon-button"
      blocked={props.blocked}
      aria-label={props.label}
      title={props.blocked ?? props.label}
      onPress={props.onPress}
    >
      <Icon name={props.icon} />
    </BlockableButton>
  );
}
