/**
 * What a remote calls a ref that was fetched from it; undefined where none of the refspecs brings it.
 * @param refspecs as `remote.<name>.fetch` has them, such as `+refs/heads/*:refs/remotes/origin/*`
 * @param ref full name of the ref here
 */
export function nameAtRemote(refspecs: readonly string[], ref: string): string | undefined {
  for (const refspec of refspecs) {
    const [from = '', to = '', ...more] = refspec.trim().replace(/^\+/, '').split(':');
    if (to === '' || more.length > 0) continue;
    const [before = '', after] = to.split('*');
    if (after === undefined) {
      if (to === ref) return from;
      continue;
    }
    const fits = ref.length >= before.length + after.length && ref.startsWith(before) && ref.endsWith(after);
    if (fits) return from.replace('*', () => ref.slice(before.length, ref.length - after.length));
  }
  return undefined;
}
