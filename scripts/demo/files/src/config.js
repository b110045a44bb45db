import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** The default settings, overlaid with those of one environment. */
export async function readConfig(environment) {
  const base = parse(await readFile('config/default.yaml', 'utf8'));
  if (environment === 'default') return base;
  return overlay(base, parse(await readFile(`config/${environment}.yaml`, 'utf8')));
}

export function overlay(base, over) {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    result[key] = value !== null && typeof value === 'object' ? overlay(base[key] ?? {}, value) : value;
  }
  return result;
}
