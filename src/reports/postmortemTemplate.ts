import { Liquid, LiquidError } from 'liquidjs';
import type { Incident, Instant } from '../domain/incident';
import { postmortemModel } from './postmortemModel';

/** Limits of a template: its own characters, milliseconds, memory units of the library, characters of the document. */
const LIMITS = { length: 200_000, time: 5000, memory: 100_000_000, document: 20_000_000 };

/** Tags that read other files, which a template may not. */
const READING_TAGS = ['include', 'render', 'layout', 'block'];

/** Why a template cannot be filled. */
export class TemplateFault extends Error {
  override readonly name = 'TemplateFault';

  constructor(
    /** `tooMuch`: it takes too long or produces too much. */
    readonly kind: 'invalid' | 'tooMuch',
    /** What is wrong, in the words of the template library. */
    readonly what: string,
    /** Counted from 1; undefined where it is no single line. */
    readonly line?: number,
  ) {
    super(line === undefined ? what : `line ${line}: ${what}`);
  }
}

/**
 * The post-mortem of an incident by a team's own Liquid template. A field or filter that does not exist is an error
 * rather than a gap in the document. Throws TemplateFault.
 */
export function postmortemFromTemplate(template: string, incident: Incident, now: Instant): string {
  if (template.length > LIMITS.length)
    throw new TemplateFault('tooMuch', `it is longer than ${LIMITS.length} characters`);
  try {
    const document = engine().parseAndRenderSync(template, postmortemModel(incident, now)) as string;
    if (document.length <= LIMITS.document) return document;
  } catch (error) {
    throw faultOf(error);
  }
  throw new TemplateFault('tooMuch', `the document would be longer than ${LIMITS.document} characters`);
}

function engine(): Liquid {
  const liquid = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    // Nothing is read from anywhere.
    templates: {},
    renderLimit: LIMITS.time,
    memoryLimit: LIMITS.memory,
  });
  for (const tag of READING_TAGS) Reflect.deleteProperty(liquid.tags, tag);
  return liquid;
}

function faultOf(error: unknown): TemplateFault {
  if (!LiquidError.is(error))
    return new TemplateFault('invalid', error instanceof Error ? error.message : String(error));
  const [line] = error.token.getPosition();
  const what = error.message.replace(/(?:, file:.*)?, line:\d+, col:\d+$/s, '');
  return what.endsWith('limit exceeded')
    ? new TemplateFault('tooMuch', `it takes longer than ${LIMITS.time / 1000} s or produces too much`, line)
    : new TemplateFault('invalid', what, line);
}
