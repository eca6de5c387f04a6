import { type ReactNode, useState } from 'react';
import { type KeptHost, LONGEST_HOST_TITLE, titleOf } from '#shared/keptHosts.ts';
import { goToHost, keepHosts } from '../../actions/hosts.ts';
import { useHost } from '../../stores/host.ts';
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
  const rename = () => {
    const wanted = typed.trim();
    const isPlain = wanted === '' || wanted === titleOf({ ...host, title: null });
    const next = isPlain ? null : wanted;
    if (isPlain) setTyped(titleOf({ ...host, title: null }));
    if (next !== host.title) void keepHosts(kept.with(at, { ...host, title: next }));
  };
  const move = (to: number) => {
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
      <Tool label={`Move ${title} up`} icon="up" disabled={at === 0} onPress={() => move(at - 1)} />
      <Tool
        label={`Move ${title} down`}
        icon="down"
        disabled={at === kept.length - 1}
        onPress={() => move(at + 1)}
      />
      <Tool
        label={`Remove ${title} from the list`}
        icon="close"
        disabled={false}
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
    <li>
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
  readonly disabled: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={props.label}
      title={props.label}
      disabled={props.disabled}
      onClick={props.onPress}
    >
      <Icon name={props.icon} />
    </button>
  );
}
