/** A GraphQL node id in the style of GitHub's: opaque, and different for each kind of object. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}
