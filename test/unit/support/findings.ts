import type { Finding, Severity } from '#shared/findings/finding.ts';

/** A finding about these nodes and edges, for what only shows findings. */
export function aFinding(
  subject: Finding['subject'],
  severity: Severity = 'warning',
  title = 'Something is wrong',
): Finding {
  return {
    code: 'libvirt-record-wrong',
    severity,
    subject,
    title,
    why: 'It matters.',
    evidence: [],
    repairs: [],
  };
}
