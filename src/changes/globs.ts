/** Whether a name matches one of the globs, of which `*` and `?` are understood: for tags. */
export function globMatcher(globs: readonly string[]): (name: string) => boolean {
  const patterns = globs.map((glob) => new RegExp(`^${source(glob, '.*')}$`, 'u'));
  return (name) => patterns.some((pattern) => pattern.test(name));
}

/**
 * Whether a path belongs to one of the globs: `src/cache/**`, `*.sql`, `services/auth`. `*` stays within a folder, `**` does
 * not; a glob that names a folder means all in it, and one without a slash matches in any folder, as in .gitignore.
 */
export function pathMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => {
    const bare = glob.replace(/^\.?\//, '').replace(/\/(?:\*\*)?$/, '');
    const anywhere = bare.includes('/') ? '' : '(?:.*/)?';
    return new RegExp(`^${anywhere}${source(bare, '[^/]*')}(?:/.*)?$`, 'u');
  });
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function source(glob: string, star: string): string {
  const parts = glob.match(/\*\*\/?|\*|\?|[^*?]+/g) ?? [];
  return parts
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return star;
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
}
