/** Words a message in the reader's language: `{0}`, `{1}` stand for the arguments. */
export type Translate = (message: string, ...args: (string | number)[]) => string;

/** The language of documents, which stay with the team whatever the language of the editor is. */
export const english: Translate = (message, ...args) =>
  message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)] ?? ''));
