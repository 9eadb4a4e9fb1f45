import ts from 'typescript';
import { bare, findDeclaration, namesOf, parse } from './edit-source.ts';

/**
 * Leaves of the lists and objects that these variables are only the entries of which the name, or the text in a list,
 * is kept; then what only the others used goes as well, imports too. Without others the file stays as it is.
 */
export function keepEntries(source: string, variables: readonly string[], isKept: (name: string) => boolean): string {
  const rest = variables.reduce((text, variable) => withoutOthers(text, variable, isKept), source);
  return rest === source ? source : withoutUnused(rest, [...variables, ...unusedIn(source).flatMap(({ names }) => names)]);
}

function withoutOthers(source: string, variable: string, isKept: (name: string) => boolean): string {
  const value = bare(findDeclaration(source, variable)?.declaration.initializer);
  if (!value || !(ts.isArrayLiteralExpression(value) || ts.isObjectLiteralExpression(value))) return source;
  const entries: readonly ts.Node[] = ts.isArrayLiteralExpression(value) ? value.elements : value.properties;
  return cut(
    source,
    entries.filter((entry) => !isKept(nameOfEntry(entry))),
  );
}

function nameOfEntry(entry: ts.Node): string {
  const name = ts.isPropertyAssignment(entry) || ts.isMethodDeclaration(entry) ? entry.name : undefined;
  return name && (ts.isIdentifier(name) || ts.isStringLiteralLike(name)) ? name.text : entry.getText();
}

function withoutUnused(source: string, kept: readonly string[]): string {
  const unused = unusedIn(source).filter(({ names }) => !names.some((name) => kept.includes(name)));
  if (unused.length === 0) return source;
  const rest = cut(
    source,
    unused.map(({ node }) => node),
  );
  return withoutUnused(rest, kept);
}

/** Without these parts, the comments in front of them and the commas behind them. */
function cut(source: string, nodes: readonly ts.Node[]): string {
  return nodes.reduceRight((text, node) => {
    const end = node.getEnd();
    const comma = source[end] === ',' ? 1 : 0;
    return text.slice(0, node.getFullStart()) + text.slice(end + comma);
  }, source);
}

type Named = { node: ts.Node; names: string[] };

/** What stands at the top of a file and is named nowhere else in it. */
function unusedIn(source: string): Named[] {
  const file = parse(source);
  const uses = new Map<string, number>();
  const count = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, count);
  };
  count(file);
  const isUnused = ({ names }: Named) => names.length > 0 && names.every((name) => uses.get(name) === 1);
  return file.statements.flatMap((statement): Named[] => {
    const names = ts.isTypeAliasDeclaration(statement) ? [statement.name.text] : namesOf(statement);
    if (isUnused({ node: statement, names })) return [{ node: statement, names }];
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : undefined;
    if (!bindings || !ts.isNamedImports(bindings)) return [];
    return bindings.elements.map((node) => ({ node, names: [node.name.text] })).filter(isUnused);
  });
}
