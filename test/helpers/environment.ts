/**
 * Gives every test of the suite in which this is called the environment that the suite began with. The object stays: a thread takes
 * its environment from the process, whatever object stands in its place.
 */
export function sameEnvironment(): void {
  let before: NodeJS.ProcessEnv;
  beforeEach('keep the environment', () => {
    before = { ...process.env };
  });
  afterEach('restore the environment', () => {
    for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, before);
  });
}
