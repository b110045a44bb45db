const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** The ids of the people that a message of Slack calls. */
export function peopleIn(text: string): readonly string[] {
  return [...text.matchAll(/<@([A-Z0-9]{1,20})/g)].map(([, id = '']) => id);
}

/** The text of a message as people see it: what Slack keeps in angle brackets has its label or name. */
export function slackText(text: string, nameOf: (user: string) => string): string {
  return text
    .replace(/<([@#!]?)([^<>|]{1,3000})(?:\|([^<>]{0,3000}))?>/g, (_, sign: string, what: string, label?: string) => {
      if (sign === '@') return `@${nameOf(what)}`;
      if (sign === '#') return `#${label ?? what}`;
      if (sign === '!') return label ?? `@${what}`;
      return label === undefined || label === what ? what : `${label} (${what})`;
    })
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
