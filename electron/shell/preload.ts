import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { EventName, Events, PreloadApi, RequestName } from '#shared/api.ts';
import { channels } from './channels.ts';

// Named here, and not taken from the API's schemas, as these would bring their validator into the sandbox.
const requestNames: Record<RequestName, true> = {
  'view.open': true,
  'view.refresh': true,
  'host.open': true,
  'hosts.keep': true,
  'hosts.suggest': true,
  'connecting.answer': true,
  'connecting.cancel': true,
  'connecting.retry': true,
  'edit.plan': true,
  'edit.preview': true,
  'edit.planUndo': true,
  'edit.planRedo': true,
  'edit.apply': true,
  'edit.cancel': true,
  'guard.keep': true,
  'guard.revert': true,
  'guard.settle': true,
  'history.list': true,
  'history.planUndo': true,
  'history.planFinish': true,
  'history.settle': true,
  'history.export': true,
  'bridge.persistence': true,
  'macs.seen': true,
  'vnic.explain': true,
  'address.find': true,
  'finding.dismiss': true,
  'layout.save': true,
  'settings.save': true,
  'lock.set': true,
};
const eventNames: Record<EventName, true> = {
  view: true,
  patch: true,
  traffic: true,
  findings: true,
  progress: true,
  history: true,
  guards: true,
  connecting: true,
};

const api: PreloadApi = {
  request: (name, input) => {
    if (!Object.hasOwn(requestNames, name)) return Promise.reject(new Error('There is no such request.'));
    return ipcRenderer.invoke(channels.request, name, input);
  },
  subscribe: (listener) => {
    // The event itself stays here: through its sender, the page would reach all of ipcRenderer.
    const pass = (_event: IpcRendererEvent, name: EventName, payload: Events[EventName]) => {
      if (Object.hasOwn(eventNames, name)) listener(name, payload);
    };
    ipcRenderer.on(channels.event, pass);
    ipcRenderer.send(channels.follow);
    return () => {
      ipcRenderer.removeListener(channels.event, pass);
    };
  },
};

contextBridge.exposeInMainWorld('patchbay', api);
