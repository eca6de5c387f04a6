import type { Events, RequestName, Requests } from '#shared/api.ts';
import type { OpenedHost } from './openedHost.ts';

/** What answers each request; its input has been parsed, and whoever asks may. */
export type Handlers = {
  readonly [Name in RequestName]: (
    input: Requests[Name]['input'],
  ) => Promise<Requests[Name]['output']> | Requests[Name]['output'];
};

type OfEngine = Extract<
  RequestName,
  | `edit.${string}`
  | `guard.${string}`
  | `history.${string}`
  | `bridge.${string}`
  | `macs.${string}`
  | `vnic.${string}`
  | `address.${string}`
>;

/**
 * Answers what concerns only the engine of the shown host.
 * @param host the host shown at that moment; throws a `UserFailure` until one is open
 * @param tell told how an edit that is applied goes
 */
export function engineRequests(
  host: () => OpenedHost,
  tell: (progress: Events['progress']) => void,
): Pick<Handlers, OfEngine> {
  const engine = () => host().engine;
  return {
    'edit.plan': ({ edit }) => engine().plan(edit),
    'edit.preview': ({ edits }) => engine().preview(edits),
    'edit.planUndo': () => engine().planUndo(),
    'edit.planRedo': () => engine().planRedo(),
    'edit.apply': ({ planId, ignoreLock }) =>
      engine().apply(planId, (progress) => tell(progress), {
        ignoreOthers: ignoreLock === true,
      }),
    'edit.cancel': ({ planId }) => {
      engine().cancel(planId);
      return null;
    },
    'guard.keep': ({ id }) => engine().guards.keep(id),
    'guard.revert': ({ id }) => engine().guards.revert(id),
    'guard.settle': async ({ id }) => {
      await engine().guards.settle(id);
      return null;
    },
    'history.list': () => engine().past.entries(),
    'history.planUndo': ({ id }) => engine().past.planUndo(id),
    'history.planFinish': ({ id }) => engine().past.planFinish(id),
    'history.settle': async ({ id }) => {
      await engine().past.settle(id);
      return null;
    },
    'history.export': ({ id }) => engine().past.script(id),
    'bridge.persistence': ({ bridge }) => engine().persistence(bridge),
    'macs.seen': ({ bridge }) => engine().seenOnWires(bridge),
    'vnic.explain': ({ vnic }) => engine().explain(vnic),
    'address.find': ({ vnic, subnet }) => engine().findAddress(vnic, subnet),
  };
}
