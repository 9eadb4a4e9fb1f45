import ts from 'typescript';

/**
 * Edits TypeScript by what stands in it, never by line or by pattern: a list or an object is found by the name of its
 * variable, and a text is put in behind its last entry. Everything else stays as it is; the formatter does the rest.
 */

/**
 * Adds an entry to the array or object that a variable of the file is.
 * @throws Error when the file has no such variable any more
 */
export function addEntry(source: string, variable: string, entry: string): string {
  const value = initializerOf(source, variable);
  const entries = ts.isArrayLiteralExpression(value)
    ? value.elements
    : ts.isObjectLiteralExpression(value)
      ? value.properties
      : undefined;
  if (!entries) throw new Error(`\`${variable}\` is no longer a list or an object.`);
  const last = entries.at(-1);
  const at = last ? last.getEnd() : value.getStart() + 1;
  return `${source.slice(0, at)}${last ? ',' : ''}\n${entry}${source.slice(at)}`;
}

/**
 * Adds an argument's entry: the array that is the second argument of the call which a variable is,
 * `z.discriminatedUnion('check', [… here])`.
 */
export function addToCall(source: string, variable: string, entry: string): string {
  const value = initializerOf(source, variable);
  const list = ts.isCallExpression(value) ? value.arguments.find(ts.isArrayLiteralExpression) : undefined;
  const last = list?.elements.at(-1);
  if (!last) throw new Error(`\`${variable}\` is no longer made from a list.`);
  return `${source.slice(0, last.getEnd())}, ${entry}${source.slice(last.getEnd())}`;
}

/** Puts a statement in front of the one that declares a variable, its comment included. */
export function addBefore(source: string, variable: string, statement: string): string {
  const at = declarationOf(source, variable).statement.getFullStart();
  return `${source.slice(0, at)}\n\n${statement.trim()}${source.slice(at)}`;
}

/** Adds an import, unless the file has that very line. The formatter sorts it in. */
export function addImport(source: string, line: string): string {
  if (source.includes(line)) return source;
  const last = parse(source).statements.findLast(ts.isImportDeclaration);
  const at = last?.getEnd() ?? 0;
  return `${source.slice(0, at)}\n${line}${source.slice(at)}`;
}

/** Puts another value in the place of the one that a variable has. */
export function setValue(source: string, variable: string, value: string): string {
  const old = initializerOf(source, variable);
  return `${source.slice(0, old.getStart())}${value}${source.slice(old.getEnd())}`;
}

/** A field of an object: its name, the line where it stands (from 1), and its whole text. */
export type Entry = { name: string; line: number; text: string };

/** The fields of an object, in order; none when the file has no such variable. */
export function entriesOf(source: string, variable: string): Entry[] {
  const found = findDeclaration(source, variable);
  const value = found && bare(found.declaration.initializer);
  if (!value || !ts.isObjectLiteralExpression(value)) return [];
  return value.properties.flatMap((property) => {
    const { name } = property;
    if (!name || !(ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name))) return [];
    const { line } = name.getSourceFile().getLineAndCharacterOfPosition(name.getStart());
    return [{ name: name.text, line: line + 1, text: property.getText() }];
  });
}

/** A name that a file declares or imports twice at its top, which no program may; undefined when there is none. */
export function nameDeclaredTwice(source: string): string | undefined {
  const names = parse(source).statements.flatMap(namesOf);
  return names.find((name, index) => names.indexOf(name) !== index);
}

/** The values that a statement gives a name. */
export function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
  return bindings && ts.isNamedImports(bindings) ? bindings.elements.map(({ name }) => name.text) : [];
}

/** True for a word that the language keeps for itself, such as `delete`. */
export function isReservedWord(word: string): boolean {
  const scanner = ts.createScanner(ts.ScriptTarget.Latest, true);
  scanner.setText(word);
  const token = scanner.scan();
  return token >= ts.SyntaxKind.FirstReservedWord && token <= ts.SyntaxKind.LastFutureReservedWord;
}

/** The tree of a file. */
export function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('file.ts', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}

/** Where a variable is declared, at the top or deeper; undefined when it is not. */
export function findDeclaration(source: string, variable: string) {
  let found: { statement: ts.VariableStatement; declaration: ts.VariableDeclaration } | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isVariableStatement(node)) {
      const declaration = node.declarationList.declarations.find(({ name }) => name.getText() === variable);
      if (declaration) found = { statement: node, declaration };
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(source));
  return found;
}

function declarationOf(source: string, variable: string) {
  const found = findDeclaration(source, variable);
  if (!found) throw new Error(`The file has no \`${variable}\` any more.`);
  return found;
}

function initializerOf(source: string, variable: string): ts.Expression {
  const value = bare(declarationOf(source, variable).declaration.initializer);
  if (!value) throw new Error(`\`${variable}\` has no value.`);
  return value;
}

/** Without `as const` and `satisfies …`. */
export function bare(value: ts.Expression | undefined): ts.Expression | undefined {
  if (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) return bare(value.expression);
  return value;
}
