import picomatch from 'picomatch';

/** Where GitHub looks for the file, in this order ("About code owners"). */
export const CODE_OWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** Who owns a path by a CODEOWNERS file: a team rather than a person. `null` if nobody with a handle does. */
export function ownerOf(text: string, path: string): string | null {
  const rules = text.split(/\r?\n/).flatMap((line) => {
    const [pattern, ...owners] = line
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/);
    return pattern ? [{ pattern, owners }] : [];
  });
  // The last pattern that matches takes precedence.
  const owners = rules.findLast(({ pattern }) => covers(pattern, path))?.owners ?? [];
  const handles = owners.filter((owner) => owner.startsWith('@'));
  return handles.find((handle) => handle.includes('/')) ?? handles[0] ?? null;
}

/** As in a `.gitignore`: a name alone matches at every depth, a folder all that lies in it. */
function covers(pattern: string, path: string): boolean {
  const bare = pattern.replace(/^\/+/, '').replace(/\/+$/, '');
  if (bare === '') return true;
  const anchored = pattern.startsWith('/') || bare.includes('/');
  const glob = anchored ? bare : `**/${bare}`;
  return picomatch([glob, `${glob}/**`], { dot: true, nonegate: true })(path);
}
