import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ts } from 'ts-morph';
import { Language, Parser } from 'web-tree-sitter';
import { languageOf } from '../../src/detect/languages.ts';

const grammar = createRequire(import.meta.url).resolve('tree-sitter-python/tree-sitter-python.wasm');

/** Parses every file of a folder with the parsers that the engine uses. */
async function parseAll(root: string): Promise<void> {
  await Parser.init();
  const python = new Parser().setLanguage(await Language.load(grammar));
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes('.git')) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    if (languageOf(entry.name) === 'python') python.parse(text)?.delete();
    else ts.createSourceFile(entry.name, text, ts.ScriptTarget.Latest, true);
  }
}

const [root] = process.argv.slice(2);
if (root === undefined) throw new Error('Name the folder to parse.');
await parseAll(root);
