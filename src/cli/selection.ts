/** What of a tree is reported: files and folders by their paths in it; the empty path is the whole tree. */
export type Selection = readonly string[];

/** Whether a path of the tree is one of the selected, or lies below one of them. */
export function isSelected(selection: Selection, path: string): boolean {
  return selection.some((chosen) => chosen === '' || path === chosen || path.startsWith(`${chosen}/`));
}
