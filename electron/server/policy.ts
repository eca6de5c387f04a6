/**
 * The page's content security policy: its own files and nothing else, no inline script or style.
 * React and React Flow set styles through the CSSOM, which the policy allows; a `style` attribute in HTML would be refused.
 * @param connect what the page may call, as the policy writes it: in Electron nothing, as it talks through the preload
 */
export function contentSecurityPolicy(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of every answer of the web host, files and errors alike. @param port the web host’s */
export function securityHeaders(port: number): Readonly<Record<string, string>> {
  return {
    // Not 'self': browsers differ in whether that is a WebSocket of the same port as well.
    'content-security-policy': contentSecurityPolicy(`ws://127.0.0.1:${port}`),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
    'cache-control': 'no-store',
  };
}
