import { randomBytes } from 'node:crypto';

/** Issues tokens, a limited number a minute for each tenant. */
export class Tokens {
  #issued = new Map();
  #settings;
  #now;

  constructor(settings, now = Date.now) {
    this.#settings = settings;
    this.#now = now;
  }

  issue(tenant) {
    const minute = Math.floor(this.#now() / 60_000);
    const count = this.#issued.get(`${tenant} ${minute}`) ?? 0;
    if (count >= this.#settings.tokensPerMinute) throw Object.assign(new Error('too many tokens'), { status: 429 });
    this.#issued.set(`${tenant} ${minute}`, count + 1);
    return { value: randomBytes(24).toString('base64url'), lifetime: this.#settings.tokenLifetimeS };
  }
}
