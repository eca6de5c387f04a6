const scheme = 'patchbay';
const host = 'app';

/** Where our own page is, and the only place that a window ever shows. */
export const appUrl = `${scheme}://${host}/index.html`;

export const appScheme = scheme;

/** True for what our own protocol serves. Not compared as text: `patchbay://app.evil/` begins alike. */
export function isAppUrl(url: string): boolean {
  try {
    const parsed = new URL(url);
    return (
      parsed.protocol === `${scheme}:` && parsed.host === host && parsed.username === '' && parsed.port === ''
    );
  } catch {
    return false;
  }
}
