const LEVELS = ['debug', 'info', 'warn', 'error'];

/** One line an event; the stack of an error is printed the first time it is seen, with paths below the application. */
export class Log {
  #stream;
  #lowest;
  #seen = new Set();

  constructor(stream, level = 'info') {
    this.#stream = stream;
    this.#lowest = LEVELS.indexOf(level);
  }

  info(part, message) {
    this.#write('info', part, message);
  }

  warn(part, message) {
    this.#write('warn', part, message);
  }

  error(part, message, error) {
    const signature = `${error?.name}: ${error?.message}`;
    const stack = error && !this.#seen.has(signature) ? `\n${error.stack.replaceAll('file:///app/', '')}` : '';
    this.#seen.add(signature);
    this.#write('error', part, message + stack);
  }

  #write(level, part, message) {
    if (LEVELS.indexOf(level) < this.#lowest) return;
    this.#stream.write(`${new Date().toISOString()} ${level.toUpperCase().padEnd(5)} ${part.padEnd(8)} ${message}\n`);
  }
}
