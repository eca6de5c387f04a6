import { mkdirSync } from 'node:fs';
import { app } from 'electron';
import packageJson from '../../package.json' with { type: 'json' };
import { cacheDirectory } from '../files/kept.ts';

/**
 * Who the app is to the desktop, and where Electron keeps its profile. To be called before anything else: the lock that
 * keeps one app from running twice lies in the profile.
 * @throws {Error} where the folder of the profile can’t be made
 */
export function takeIdentity(): void {
  app.setName('Patchbay');
  // The Wayland app_id and, since Electron 41, X11’s WM_CLASS (electron#51424); StartupWMClass of the desktop file.
  app.setDesktopName(packageJson.desktopName);
  app.setAboutPanelOptions({
    applicationName: 'Patchbay',
    applicationVersion: packageJson.version,
    copyright: `© ${packageJson.author}. MIT licence.`,
  });
  // What Chromium can make again; settings are the app’s own, and elsewhere.
  const profile = cacheDirectory();
  mkdirSync(profile, { recursive: true, mode: 0o700 });
  app.setPath('userData', profile);
  app.setPath('sessionData', profile);
}
