type CodeTheme = {
  name: string;
  type: 'dark' | 'light';
  colors: Record<string, string>;
  settings: { scope?: string[]; settings: { foreground: string } }[];
};

/**
 * Two colours for code, beside text and quiet text, as hex because Expressive Code computes with them; the same values
 * stand in tokens.css. `string.unquoted` is left out of the strings, or every argument in a shell turns green.
 */
function codeTheme(type: 'dark' | 'light', [text, quiet, string, key]: readonly [string, string, string, string]): CodeTheme {
  return {
    name: `towpath-${type}`,
    type,
    colors: { 'editor.background': type === 'dark' ? '#0d1518' : '#ffffff', 'editor.foreground': text },
    settings: [
      { settings: { foreground: text } },
      { scope: ['comment', 'punctuation.definition.comment'], settings: { foreground: quiet } },
      { scope: ['string.quoted', 'string.template', 'string.regexp'], settings: { foreground: string } },
      {
        scope: [
          'keyword',
          'storage',
          'entity.name.function',
          'entity.name.command',
          'support.function',
          'support.type.property-name',
        ],
        settings: { foreground: key },
      },
      { scope: ['keyword.operator'], settings: { foreground: text } },
    ],
  };
}

/** The themes of code blocks, for Expressive Code. */
export const codeThemes = [
  codeTheme('dark', ['#e0e8e9', '#8a9a9f', '#94cea3', '#9db8e8']),
  codeTheme('light', ['#142227', '#5a696e', '#2e663c', '#395487']),
];
