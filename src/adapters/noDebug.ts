/** Stands in for the package debug, which libraries use to print what they are at where an environment variable asks for it. */
export default function noDebug(namespace: string) {
  const log = Object.assign(() => undefined, {
    namespace,
    enabled: false,
    extend: (name: string) => noDebug(`${namespace}:${name}`),
  });
  return log as typeof log & { readonly extend: (name: string) => unknown };
}

noDebug.formatters = {} as Record<string, (value: unknown) => string>;
