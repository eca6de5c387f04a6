import { protocol, type Session } from 'electron';
import type { BuiltFiles } from '../server/builtFiles.ts';
import { contentSecurityPolicy } from '../server/policy.ts';
import { appScheme, isAppUrl } from './appUrl.ts';

/**
 * Makes `patchbay://` a scheme with an origin of its own, so that the page is no `file://` page, which may read others.
 * Must be called before the app is ready.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      // The compiled page is kept in the profile, as that of a website is.
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves the built renderer as `patchbay://app/…`, from memory. */
export function serveApp(session: Session, files: BuiltFiles): void {
  session.protocol.handle(appScheme, (request) => {
    const file = isAppUrl(request.url) ? files.get(new URL(request.url).pathname) : undefined;
    const headers = {
      'content-security-policy': contentSecurityPolicy("'none'"),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    };
    if (request.method !== 'GET' || file === undefined)
      return new Response('There is no such file.', { status: 404, headers });
    return new Response(new Uint8Array(file.body), { headers: { ...headers, 'content-type': file.type } });
  });
}
