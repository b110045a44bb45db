// @ts-check
/**
 * Who works on the demo service; `zone` is the offset of the clock on their desk.
 * @type {Record<string, { name: string, email: string, zone: string }>}
 */
export const PEOPLE = {
  mira: { name: 'Mira Solberg', email: 'mira.solberg@example.com', zone: '+0100' },
  tunde: { name: 'Tunde Bakare', email: 'tunde.bakare@example.com', zone: '+0100' },
  jo: { name: 'Jo Castellan', email: 'jo.castellan@example.com', zone: '-0500' },
  priya: { name: 'Priya Raman', email: 'priya.raman@example.com', zone: '+0530' },
  luis: { name: 'Luis Ferreyra', email: 'luis.ferreyra@example.com', zone: '-0300' },
  hana: { name: 'Hana Kowalczyk', email: 'hana.kowalczyk@example.com', zone: '+0200' },
  bot: { name: 'dependency-bot', email: 'dependency-bot@example.com', zone: '+0000' },
  pipeline: { name: 'deploy pipeline', email: 'deploy@example.com', zone: '+0000' },
};

/** Who sits at the keyboard when the demo is opened. */
export const RESPONDER = { name: 'Demo Engineer', email: 'demo.engineer@example.com' };
