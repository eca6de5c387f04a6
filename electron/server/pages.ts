/** A whole page of plain text for whoever has no cookie yet: no script, no style, nothing from outside in it. */
function page(title: string, paragraphs: readonly string[]): string {
  const body = paragraphs.map((text) => `<p>${text}</p>`).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<h1>${title}</h1>
${body}
`;
}

export const notSignedIn = page('Patchbay does not know this browser', [
  'Open the address that Patchbay printed in its terminal: the whole of it, with what follows the question mark.',
  // Right after a click on a link of another site, browsers withhold the cookie; from here they send it.
  'If you have just done so from another page: <a href="/">open Patchbay</a>.',
]);

export const spentToken = page('This address has been used', [
  'An address of Patchbay opens one browser, once. A new one is in the terminal in which Patchbay runs.',
]);

export const wrongToken = page('This address is not valid', [
  'Open the address that Patchbay printed in its terminal. Each start prints a new one.',
]);
