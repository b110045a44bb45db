interface Log {
  (): void;
  readonly namespace: string;
  enabled: boolean;
  readonly extend: (name: string) => Log;
}

/** Stands in for the package debug, which libraries use to print what they are at where an environment variable asks for it. */
export default function noDebug(namespace: string): Log {
  const extend = (name: string) => noDebug(`${namespace}:${name}`);
  return Object.assign(() => undefined, { namespace, enabled: false, extend });
}

noDebug.formatters = {} as Record<string, (value: unknown) => string>;
