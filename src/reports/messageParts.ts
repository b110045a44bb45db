import { UPDATE_STATUSES, type EventData } from '../domain/events';
import { helpNeed } from './peopleWords';
import { english, type Translate } from './translate';

/** What a message says beyond its head, for lines that have said the head already. */

const UPDATE_HEAD = new RegExp(`^\\s*(?:${UPDATE_STATUSES.join('|')}):`, 'i');
const HELP_HEAD = /^\s*help (?:needed|wanted)\s*[:.–-]?\s*/i;
const NEEDED = /^\s*need(?:ed|s):\s*$/i;

/** The text of an update without its first line, where that only repeats the status and the title. */
export function updateBody(text: string): string {
  const lines = text.split('\n');
  const rest = lines.slice(1).join('\n').trim();
  return UPDATE_HEAD.test(lines[0] ?? '') && rest !== '' ? rest : text;
}

/**
 * What a request for help asks for, without the situation around it: the items under its heading “Needed”, and the doubts
 * behind it; where a person wrote something else, that.
 */
export function helpWanted({ text, doubts }: Pick<EventData['help.asked'], 'text' | 'doubts'>, t: Translate): string {
  const needs = doubts.map((doubt) => helpNeed(doubt, t));
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const [first = '', ...rest] = lines;
  const heading = lines.findIndex((line) => NEEDED.test(line));
  if (heading >= 0) {
    const generated = doubts.map((doubt) => helpNeed(doubt, english).toLowerCase());
    const items = lines
      .slice(heading + 1)
      .map((line) => line.replace(/^\s*[-*•]\s+/, '').trim())
      .filter((item) => !item.startsWith('[') && !generated.includes(item.toLowerCase()));
    const wanted = [...needs, ...items].join(', ');
    return wanted === '' ? first.replace(HELP_HEAD, '') : wanted;
  }
  if (!HELP_HEAD.test(first)) return text;
  if (rest.length > 0) return rest.join('\n');
  return needs.length > 0 ? needs.join(', ') : first.replace(HELP_HEAD, '');
}
