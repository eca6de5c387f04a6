import type { OfferedHost } from '#shared/api.ts';
import { type KeptHost, type KeptHosts, MOST_HOSTS, titleOf } from '#shared/keptHosts.ts';
import { hostsFile } from '../../files/kept.ts';
import type { KeptFile } from '../../files/keptFile.ts';
import { isFar } from './openHost.ts';

/** The hosts that a window can open: those that everybody has, those that its owner has opened before, any over SSH. */
export class WindowHosts {
  /** What the user should know about the file, one sentence; null: all is well. */
  readonly remark: string | null;
  readonly #everybodys: readonly OfferedHost[];
  readonly #file: KeptFile<KeptHosts>;
  #kept: readonly KeptHost[];

  private constructor(
    everybodys: readonly OfferedHost[],
    file: KeptFile<KeptHosts>,
    kept: readonly KeptHost[],
    remark: string | null,
  ) {
    this.#everybodys = everybodys;
    this.#file = file;
    this.#kept = kept;
    this.remark = remark;
  }

  static async open(everybodys: readonly OfferedHost[], configDirectory: string): Promise<WindowHosts> {
    const file = hostsFile(configDirectory);
    const { value, remark } = await file.read();
    return new WindowHosts(everybodys, file, value.hosts, remark);
  }

  get kept(): readonly KeptHost[] {
    return this.#kept;
  }

  /** @param isOwner whoever looks is its owner, and no visitor */
  offered(isOwner: boolean): readonly OfferedHost[] {
    return isOwner ? [...this.#everybodys, ...this.#kept.map(asOffered)] : this.#everybodys;
  }

  /** The host of this name; null: whoever asks may not open it. */
  find(name: string, isOwner: boolean): OfferedHost | null {
    const offered = this.offered(isOwner).find((each) => each.name === name);
    if (offered !== undefined) return offered;
    return isOwner && isFar(name) ? asOffered({ name, title: null }) : null;
  }

  /** Whether it is one that must be kept to be offered again. */
  isNew(name: string): boolean {
    return isFar(name) && !this.#kept.some((each) => each.name === name);
  }

  /** It is offered from now on, behind the others; holds at once, as `replace` does. @throws {UserFailure} */
  add(name: string): Promise<void> {
    return this.replace([...this.#kept.slice(-MOST_HOSTS + 1), { name, title: null }]);
  }

  /** They hold at once, whether or not they could be written. @throws {UserFailure} */
  replace(kept: readonly KeptHost[]): Promise<void> {
    this.#kept = kept;
    return this.#file.write({ version: 1, hosts: [...kept] });
  }
}

function asOffered(host: KeptHost): OfferedHost {
  const title = titleOf(host);
  return { name: host.name, title, invitation: `Open ${title}`, simulated: false };
}
