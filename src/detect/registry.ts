/** Where packages come from; it decides how module names read. */
export type Registry = 'npm' | 'pypi';
