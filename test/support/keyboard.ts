import type { Locator, Page } from 'playwright-core';

const MOST_TABS = 150;

/** Somebody who has a keyboard and the accessibility tree alone. */
export class KeyboardReader {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Presses Tab until the focus is where it should be; fails where it goes back or cannot be seen. */
  async tabTo(goal: Locator): Promise<void> {
    for (let count = 0; count < MOST_TABS; count += 1) {
      await this.page.keyboard.press('Tab');
      const wrong = await this.page.evaluate(complaintAboutFocus);
      if (wrong) throw new Error(`${wrong} (on the way to ${goal})`);
      if (await hasFocus(goal)) return;
    }
    throw new Error(`Tab never reaches ${goal}.`);
  }

  /** Follows a link or presses a button, and waits for the page it leads to. */
  async press(goal: Locator, to: RegExp): Promise<void> {
    await this.tabTo(goal);
    await Promise.all([this.page.waitForURL(to), this.page.keyboard.press('Enter')]);
    await this.page.waitForLoadState('domcontentloaded');
  }

  /** Writes into a field. */
  async write(field: Locator, text: string): Promise<void> {
    await this.tabTo(field);
    await this.page.keyboard.insertText(text);
  }

  /** Ticks a box or chooses a radio button. */
  async tick(choice: Locator): Promise<void> {
    await this.tabTo(choice);
    await this.page.keyboard.press('Space');
  }

  /** The levels of the headings, in the order they are read. */
  async headingLevels(): Promise<number[]> {
    const headings = this.page.getByRole('heading');
    return headings.evaluateAll((all) => all.map((one) => Number(one.tagName.slice(1))));
  }
}

/** Whether an element has the focus now. */
export async function hasFocus(goal: Locator): Promise<boolean> {
  if ((await goal.count()) !== 1) return false;
  return goal.evaluate((one) => one === document.activeElement);
}

/** Runs in the browser: the focus is seen, and never goes back to something that was read before. */
function complaintAboutFocus(): string | undefined {
  const here = document.activeElement;
  const last = (window as unknown as { lastFocus?: Element }).lastFocus;
  if (!here || here === document.body) return undefined;
  const words = (here.getAttribute('aria-label') ?? here.textContent ?? here.id).trim().slice(0, 60) || here.id;
  (window as unknown as { lastFocus?: Element }).lastFocus = here;
  const { outlineStyle, outlineWidth, opacity, visibility } = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  if (outlineStyle === 'none' || Number.parseFloat(outlineWidth) < 1) return `The focus on “${words}” has no outline`;
  if (opacity === '0' || visibility === 'hidden' || box.width < 1 || box.height < 1)
    return `“${words}” has the focus and is not to be seen`;
  if (box.bottom < 0 || box.top > innerHeight) return `“${words}” has the focus outside of the window`;
  if (last?.isConnected && last.compareDocumentPosition(here) & Node.DOCUMENT_POSITION_PRECEDING)
    return `The focus goes back to “${words}”`;
  return undefined;
}
