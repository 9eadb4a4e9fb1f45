/** What an element gets besides its tag: attributes as they are written in HTML; `false` and `undefined` leave one out. */
export type Attributes = Record<string, string | number | boolean | undefined>;

/**
 * Makes an element. Children that are strings become text, never HTML: whatever the runner says is shown as it is.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}
