import type { Page } from 'playwright-core';
import type { ApiAnswer, RequestName } from '#shared/api.ts';

declare global {
  interface Window {
    /** Kept by `Asks` in the page itself, where its WebSocket is. */
    asks: {
      readonly sent: RequestName[];
      readonly answers: Partial<Record<string, unknown>>;
      /** What is answered in the engine’s place; null: nothing ever, and `'lost'`: the connection is lost instead. */
      readonly instead: Partial<Record<string, unknown>>;
    };
  }
}

/** What a page asks the engine over its WebSocket from now on: a test can look on, or answer in the engine’s place. */
export class Asks {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async of(page: Page): Promise<Asks> {
    await page.evaluate(() => {
      window.asks = { sent: [], answers: {}, instead: {} };
      const { sent, answers, instead } = window.asks;
      const asked = new Map<number, RequestName>();
      const followed = new WeakSet<WebSocket>();
      const { send } = WebSocket.prototype;
      WebSocket.prototype.send = function (data) {
        const { id, name } = JSON.parse(String(data));
        if (!followed.has(this)) {
          followed.add(this);
          this.addEventListener('message', (message) => {
            const told = JSON.parse(message.data);
            const answered = asked.get(told.id);
            if (answered !== undefined && 'answer' in told) answers[answered] = told.answer;
          });
        }
        if (name !== undefined) {
          sent.push(name);
          asked.set(id, name);
        }
        if (!(name in instead)) return send.call(this, data);
        const answer = instead[name];
        if (answer === 'lost') this.close();
        else if (answer !== null)
          this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ id, answer }) }));
      };
    });
    return new Asks(page);
  }

  /** How often a request was made. */
  count(name: RequestName): Promise<number> {
    return this.#page.evaluate((asked) => window.asks.sent.filter((each) => each === asked).length, name);
  }

  /** Waits for an answer to a request, and returns the latest one. */
  async answer(name: RequestName): Promise<ApiAnswer<unknown>> {
    const found = await this.#page.waitForFunction((asked) => window.asks.answers[asked], name);
    return (await found.jsonValue()) as ApiAnswer<unknown>;
  }

  /** @param answer null: never any; `lost`: the connection is lost instead */
  async answerInstead(name: RequestName, answer: ApiAnswer<unknown> | null | 'lost'): Promise<void> {
    await this.#page.evaluate(
      ([asked, given]) => {
        window.asks.instead[asked] = given;
      },
      [name, answer] as const,
    );
  }
}

/** Asks as another window of the same browser would, past whatever the page lets one press. */
export function askEngine(
  page: Page,
  name: string,
  input: unknown,
): Promise<{ readonly ok: boolean; readonly value: Record<string, never> }> {
  return page.evaluate(
    ([asked, given]) =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/socket`);
        socket.onopen = () =>
          socket.send(JSON.stringify({ session: localStorage.getItem('patchbay-session') }));
        socket.onmessage = ({ data }) => {
          const told = JSON.parse(data);
          if ('session' in told) socket.send(JSON.stringify({ id: 1, name: asked, input: given }));
          if (!('answer' in told)) return;
          socket.close();
          resolve(told.answer);
        };
      }),
    [name, input] as const,
  );
}
