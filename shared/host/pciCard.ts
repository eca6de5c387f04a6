/**
 * What sysfs says of the PCI device behind a link, `/sys/class/net/NAME/device`. A virtual function that a VM, a container
 * or another driver has taken is still listed by its physical function.
 */
export interface CardFunctions {
  /** `0000:03:00.0`; null: it was not asked, or the device isn’t on PCI. */
  readonly address: string | null;
  /** The physical function that it is a virtual one of, by PCI address; null: it is a physical one. */
  readonly pf: string | null;
  /** Its virtual functions, by index. */
  readonly vfs: readonly CardFunction[];
}

export interface CardFunction {
  readonly index: number;
  /** `0000:03:10.1` */
  readonly address: string;
  /** `vfio-pci`, `iavf`, …; null: none is bound to it. */
  readonly driver: string | null;
}

export const noFunctions: CardFunctions = { address: null, pf: null, vfs: [] };
