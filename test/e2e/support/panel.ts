import type { Locator, Page } from 'playwright-core';

/** What tests look at and touch on the patch panel: by the ids that outside scripts rely on too. */
export class PatchPanel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** A card: a VM, a bridge, a network, an uplink. */
  card(id: string): Locator {
    return this.page.locator(`[data-card="${id}"]`);
  }

  /** The row of a vNIC in its VM's card. */
  row(id: string): Locator {
    return this.page.locator(`[data-id="${id}"].cv-row`);
  }

  /** The port of a link in the card of the bridge that it is plugged into now. */
  port(bridge: string, link: string): Locator {
    return this.card(`link:${bridge}`).locator(`[data-id="link:${link}"]`);
  }

  get sheet(): Locator {
    return this.page.locator('dialog.sheet');
  }

  get sheetTitle(): Locator {
    return this.page.locator('#sheet-title');
  }

  get inspector(): Locator {
    return this.page.locator('aside.inspector');
  }

  get status(): Locator {
    return this.page.locator('.status-line');
  }

  /** Types into the search palette and follows the first hit. */
  async find(text: string): Promise<void> {
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(text);
    await this.page.locator('.hit').first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Waits until there is a plan on the sheet that Enter would apply: it must have been seen for a moment. */
  async settled(): Promise<void> {
    await this.page.locator('dialog.sheet[data-settled=true]').waitFor();
  }

  /** Applies the plan on the sheet, and waits until the host was read again and shows it. */
  async applied(): Promise<void> {
    await this.settled();
    await this.page.keyboard.press('Enter');
    await this.status.locator('[data-tone=ok]').waitFor({ timeout: 30_000 });
  }

  /** A real drag with the mouse, from the middle of one thing to the middle of another or to a point. */
  async drag(from: Locator, to: Locator | { readonly x: number; readonly y: number }): Promise<void> {
    await this.hold(from, to);
    await this.page.mouse.up();
  }

  /** The same without letting go. */
  async hold(from: Locator, to: Locator | { readonly x: number; readonly y: number }): Promise<void> {
    const start = await middleOf(from);
    const end = 'x' in to ? to : await middleOf(to);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, (start.y + end.y) / 2, { steps: 8 });
    await this.page.mouse.move(end.x, end.y, { steps: 8 });
  }
}

export async function middleOf(thing: Locator): Promise<{ x: number; y: number }> {
  await thing.waitFor();
  const box = await thing.boundingBox();
  if (box === null) throw new Error(`${thing} is not on the screen.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
