import { repositoryFacts } from '../../src/adapters/git/repositoryFacts.ts';
import { readLine, findMainline } from '../../src/adapters/git/line.ts';
import { readFiles } from '../../src/adapters/git/files.ts';
import { streamGit, askGit } from '../../src/adapters/git/run.ts';
const root = process.argv[2]!; const hours = Number(process.argv[3]);
const NEWEST = Date.UTC(2026,0,10);
const from = NEWEST - hours*3600e3;
async function bare() { let n=0; for await (const c of streamGit({directory: root}, {args: ['log','--first-parent','--diff-merges=first-parent','--numstat',`--since=@${from/1000}`, 'main']})) n+=c.length; return n; }
async function facts() { const f = await repositoryFacts(root, {deployTags: [], from, to: NEWEST+1, signal: new AbortController().signal}); return f.changes; }
async function heads() { const out=[]; for await (const h of readLine({directory: root},{tip,until:from})) out.push(h); return out; }
async function files() { const out=[]; for await (const h of readFiles({directory: root}, shas)) out.push(h); return out; }
const tip = (await findMainline({directory: root}))!.tip;
const shas = (await facts()).map(c=>c.sha);
console.log('landings', shas.length);
const works = { bare, facts, heads, files, main: () => findMainline({directory: root}), ask: () => askGit({directory: root},{args:['rev-parse','--git-dir']}) };
const t: Record<string, number[]> = {};
for (let i=0;i<9;i++) for (const [n,w] of Object.entries(works)) { const s=performance.now(); await w(); (t[n]??=[]).push(performance.now()-s); }
for (const [n,v] of Object.entries(t)) { v.sort((a,b)=>a-b); console.log(n.padEnd(8), 'median', v[4]!.toFixed(1), 'min', v[0]!.toFixed(1), 'max', v[8]!.toFixed(1)); }
