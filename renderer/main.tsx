import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { PreloadApi } from '#shared/api.ts';
import { App } from './App.tsx';
import { connect } from './actions/engine.ts';
import { socketClient } from './client/socketClient.ts';
import { windowClient } from './client/windowClient.ts';
import './theme/tokens.css';
import './theme/base.css';
import './ui/ui.css';

declare global {
  interface Window {
    /** Exposed by Electron's preload script; absent in a browser. */
    readonly patchbay?: PreloadApi;
  }
}

connect(window.patchbay === undefined ? socketClient() : windowClient(window.patchbay));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
