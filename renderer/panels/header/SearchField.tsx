import { perform } from '../../actions/actionContext.ts';
import { actions } from '../../actions/actions.ts';
import { useLook } from '../../stores/look.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import './search.css';

/** Opens the search; while a path or a VLAN is lit it says which, and how to get the rest back. */
export function SearchField() {
  const lit = useLook((look) => look.lit);
  return (
    <div className="search-bar" data-lit={lit !== null}>
      <button
        type="button"
        className="search-field"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K /"
        onClick={() => perform(actions.search)}
      >
        <Icon name="search" />
        <span className="search-words">
          {lit === null ? (
            'Find a MAC, vnet, VM, IP or bridge'
          ) : 'vlan' in lit ? (
            `VLAN ${lit.vlan}`
          ) : 'title' in lit ? (
            <Text>{lit.title}</Text>
          ) : (
            <>
              {lit.only === null ? 'Path' : 'Port'} of <Text>{lit.query}</Text>
            </>
          )}
        </span>
        {lit === null && <Keys keys="Mod+K" />}
      </button>
      {lit !== null && (
        <button type="button" className="search-clear" onClick={() => perform(actions.back)}>
          Show all <Keys keys="Escape" />
        </button>
      )}
    </div>
  );
}
