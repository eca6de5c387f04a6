import type { VmProcess } from '#shared/host/process.ts';
import type { SourceReport } from '#shared/host/source.ts';
import { excerpt } from '#shared/parse/result.ts';
import { isSocketMissing } from '#shared/parse/virshError.ts';

/**
 * What to say of a socket that is not there. While a VM of libvirt's runs, libvirt may well run too, with its socket
 * elsewhere; then nobody must be told to start a second one.
 *
 * @param uri the one that the user's settings name; absent: the usual place was looked at
 * @param isInstalled whether libvirt itself is installed there, or may be
 */
export function libvirtReport(
  report: SourceReport,
  processes: readonly VmProcess[],
  uri: string | undefined,
  isInstalled: boolean,
): SourceReport {
  const isNowhere = !isInstalled && uri === undefined && !processes.some(({ libvirt }) => libvirt);
  if (isNowhere && report.factsFrom === null && isNothingThere(report))
    return { ...report, isAbsent: true, message: 'libvirt isn’t installed on this host.', advice: '' };
  if (report.status !== 'failed' || !isSocketMissing(report.message)) return report;
  if (uri !== undefined) {
    return {
      ...report,
      message: `There is no libvirt at ${uri}.`,
      advice: 'Check LIBVIRT_DEFAULT_URI, or unset it to look at the usual place.',
    };
  }
  const own = processes.find(({ libvirt }) => libvirt);
  if (own === undefined) return report;
  const vm = own.name === null ? `process ${own.pid}` : `“${excerpt(own.name)}”`;
  return {
    ...report,
    message: `libvirt’s socket isn’t at its usual place, although a VM of libvirt’s runs: ${vm}.`,
    advice:
      'If it is elsewhere, name it: export LIBVIRT_DEFAULT_URI="qemu+unix:///system?socket=/run/truenas_libvirt/libvirt-sock" (that is TrueNAS’s). TrueNAS keeps VMs in a database of its own, so what is edited here lasts until it defines them again.',
  };
}

function isNothingThere({ status, message }: SourceReport): boolean {
  return status === 'missing' || (status === 'failed' && isSocketMissing(message));
}
