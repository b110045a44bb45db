// @ts-check
// Loaded into a VS Code server before its own program: ends it when we end, even if we were killed without a last word.
// Our end of the pipe to its standard input closes then. The server's own children load this too, with other inputs.
import process from 'node:process';

if (process.argv[1]?.endsWith('server-main.js')) {
  process.stdin.once('close', () => process.exit()).resume();
}
