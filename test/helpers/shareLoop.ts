// A responder that writes and shares until it is killed: `shareLoop.ts FOLDER REMOTE INCIDENT ROUND`. Every entry that was
// confirmed is sent to the parent.
import { Responder } from './responders';

async function main(): Promise<void> {
  const [folder = '', remote = '', incident = '', round = ''] = process.argv.slice(2);
  const ada = await Responder.join(folder, 'Ada', remote);
  await ada.sync(incident);
  const syncing = (async () => {
    for (;;) await ada.sync(incident);
  })();
  for (let i = 0; ; i++) {
    await ada.note(incident, `${round}.${i}`);
    process.send?.(`${round}.${i}`);
    await Promise.race([syncing, new Promise((resolve) => setTimeout(resolve, 5))]);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
