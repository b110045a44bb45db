import { madeRepository, NEWEST } from './largeRepository';
async function main() { const HOUR = 3_600_000;
 console.log(await madeRepository({ landings: 100_000, every: HOUR / 60 }), await madeRepository({ landings: 2_000, every: HOUR / 4 }), NEWEST - HOUR); }
void main();
