// @ts-check
import { TooSlow } from './limits.mjs';
import { NotUnpacked } from './unpack.mjs';

/** The user pressed Ctrl-C: no failure, and it may be tried again at the next start. */
export class Skipped extends Error {}

/**
 * Why Electron could not be had, as the end of a sentence without its full stop.
 * @param {unknown} error what `download` or `unpack` threw
 * @returns {string}
 */
export function whyNot(error) {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TooSlow) return error.message;
  if (error instanceof NotUnpacked) return `it could not be unpacked (${error.message})`;
  // Of @electron/get: Response code 404 (Not Found) for https://…
  const refused = /^Response code (\d+ \(.*?\)) for (\S+)$/.exec(error.message);
  if (refused !== null) return `${hostOf(refused[2])} answered ${refused[1]}`;
  // Of sumchecker, which that checks with: Generated checksum for "…" did not match expected checksum.
  if (error.message.includes('did not match expected checksum'))
    return 'what arrived has not the checksum of Electron’s npm package, and was thrown away';
  if (error.message.startsWith('No checksum found'))
    return `there is no Electron for ${process.platform} ${process.arch}`;
  const codes = [error, error.cause].map((each) => codeOf(each)).filter((code) => code !== null);
  // undici tells a connection that ended too early by these.
  if (error.message === 'terminated' || codes.includes('UND_ERR_SOCKET') || codes.includes('ECONNRESET'))
    return 'the connection broke off';
  if (error.message === 'fetch failed')
    return `the server can’t be reached (${codes[0] ?? 'no reason given'})`;
  return firstLine(error.message);
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : null;
}

/** @param {string | undefined} url */
function hostOf(url) {
  try {
    return new URL(url ?? '').host;
  } catch {
    return 'the server';
  }
}

/** @param {string} text */
function firstLine(text) {
  return (text.split('\n')[0] ?? '').replace(/\.$/, '').slice(0, 200);
}
