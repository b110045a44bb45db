import { dayOf } from '../domain/days';
import type { Incident, Instant } from '../domain/incident';
import { literal } from './markdownParts';
import * as people from './postmortemPeople';
import * as parts from './postmortemParts';
import { timelineSection } from './postmortemTimeline';
import { formatWithZone } from './times';

/** The sections of the built-in document, in its order. A template can take each of them as it is. */
export const SECTIONS = [
  'facts',
  'summary',
  'impact',
  'figures',
  'timeline',
  'decisions',
  'suspects',
  'causes',
  'detection',
  'mitigation',
  'lessons',
  'updates',
  'people',
  'followUps',
] as const;
export type Section = (typeof SECTIONS)[number];

/** The headings; the facts come below the title without one. */
const HEADINGS: Readonly<Record<Exclude<Section, 'facts'>, string>> = {
  summary: 'Summary',
  impact: 'Impact',
  figures: 'Figures',
  timeline: 'Timeline',
  decisions: 'Decisions',
  suspects: 'What We Thought, and What Ruled It Out',
  causes: 'Root Causes and Triggers',
  detection: 'Detection',
  mitigation: 'Mitigation',
  lessons: 'Lessons Learned',
  updates: 'Status Updates',
  people: 'People and Roles',
  followUps: 'Follow-Ups',
};

/** How the document asks to be read and written, at its top. */
export const BLAMELESS =
  'This review is blameless: everyone did what made sense with what they knew at the time. Ask why it made sense and what ' +
  'would help next time, not who should have known.';

/** The bodies of all sections as Markdown, without their headings. */
export function sectionsOf(incident: Incident, now: Instant): Readonly<Record<Section, string>> {
  const bodies: Record<Section, string[]> = {
    facts: parts.facts(incident, now),
    summary: parts.summary(incident, now),
    impact: parts.impact(incident),
    figures: parts.figuresSection(incident),
    timeline: timelineSection(incident),
    decisions: parts.decisions(incident),
    suspects: parts.hypotheses(incident),
    causes: parts.causes(),
    detection: parts.detection(incident),
    mitigation: parts.mitigation(incident),
    lessons: parts.lessons(),
    updates: people.updates(incident),
    people: people.peopleSection(incident),
    followUps: people.followUps(incident),
  };
  const joined = Object.entries(bodies).map(([section, lines]) => [section, lines.join('\n').trim()]);
  return Object.fromEntries(joined) as Record<Section, string>;
}

/**
 * The post-mortem of an incident as Markdown: what the record knows, and prompts in italics for what only people can
 * say. Texts of others are literal; linear in the length of the record.
 */
export function postmortem(incident: Incident, now: Instant): string {
  const bodies = sectionsOf(incident, now);
  const sections = SECTIONS.map((section) =>
    section === 'facts' ? bodies.facts : `## ${HEADINGS[section]}\n\n${bodies[section]}`,
  );
  const drafted = `_Drafted from the record on ${formatWithZone(now)}. Answer the questions in italics._`;
  return `${[`# Post-Mortem: ${titleOf(incident)}`, `> ${BLAMELESS}`, drafted, ...sections].join('\n\n')}\n`;
}

const TITLE = 200;

/** Its title as literal Markdown, or its id where the declaration is missing. */
export function titleOf({ title, id }: Incident): string {
  return literal(title, TITLE) || literal(id);
}

const SLUG = 60;

/** `2026-11-22-images-do-not-load.md`: the local day of the start and the title, safe in every file system. */
export function postmortemFileName({ title, startedAt }: Pick<Incident, 'title' | 'startedAt'>): string {
  const words = title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  const slug = Array.from(words)
    .slice(0, SLUG)
    .join('')
    .replace(/^-+|(?<!-)-+$/g, '');
  return `${dayOf(startedAt)}-${slug || 'incident'}.md`;
}
