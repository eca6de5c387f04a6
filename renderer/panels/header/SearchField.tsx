import { perform } from '../../actions/actionContext.ts';
import { actions } from '../../actions/actions.ts';
import { useLook } from '../../stores/look.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Keys } from '../../ui/Keys.tsx';
import { Text } from '../../ui/Text.tsx';
import './search.css';

/** Opens the search; while a path is lit it says of what, and how to get the rest back. */
export function SearchField() {
  const query = useLook(({ lit }) => lit?.query ?? null);
  return (
    <div className="search-bar" data-lit={query !== null}>
      <button
        type="button"
        className="search-field"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K /"
        onClick={() => perform(actions.search)}
      >
        <Icon name="search" />
        <span className="search-words">
          {query === null ? (
            'Find a MAC, vnet, VM, IP or bridge'
          ) : (
            <>
              Path of <Text>{query}</Text>
            </>
          )}
        </span>
        {query === null && <Keys keys="Mod+K" />}
      </button>
      {query !== null && (
        <button type="button" className="search-clear" onClick={() => perform(actions.back)}>
          Show all <Keys keys="Escape" />
        </button>
      )}
    </div>
  );
}
