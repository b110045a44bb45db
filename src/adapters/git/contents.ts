import type { FileContents } from '../../app/rehearsalPorts';
import { inScratch } from './environment';
import { askGit, type GitRepository, isObjectId, streamGit } from './run';

/** A file that is larger is not shown. Bytes. */
const MOST_CONTENT = 2 * 1024 * 1024;

/** What a tree holds at a path; undefined where that is nothing. Throws GitFailed. */
export async function readContents(
  repository: GitRepository,
  tree: string,
  path: string,
): Promise<FileContents | undefined> {
  if (!isObjectId(tree) || path === '' || path.includes('\n') || path.includes('\0')) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  // The name goes in as a line, so that it is no option.
  const run = { args: inScratch('cat-file', '--batch'), stdin: `${tree}:${path}\n` };
  for await (const chunk of streamGit(repository, run)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MOST_CONTENT) break;
  }
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf(10);
  const head = answer.toString('latin1', 0, Math.max(0, end));
  const [, object = '', length = ''] = /^([0-9a-f]{40,64}) blob (\d+)$/.exec(head) ?? [];
  if (object === '') return submoduleAt(repository, tree, path);
  const bytes = Number(length);
  if (size > MOST_CONTENT) return { kind: 'large', object, bytes };
  const content = answer.subarray(end + 1, end + 1 + bytes);
  return content.includes(0) ? { kind: 'binary', object, bytes } : { kind: 'text', text: content.toString('utf8') };
}

/** A submodule is a commit of another repository, which is not here. */
async function submoduleAt(repository: GitRepository, tree: string, path: string): Promise<FileContents | undefined> {
  const args = ['--literal-pathspecs', ...inScratch('ls-tree', '-z', '--full-tree', tree, '--', path)];
  const [, commit] = /^160000 commit ([0-9a-f]{40,64})\t/.exec(await askGit(repository, { args })) ?? [];
  return commit === undefined ? undefined : { kind: 'submodule', commit };
}
