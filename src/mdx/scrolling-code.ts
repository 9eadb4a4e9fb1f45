type Element = { type: string; tagName?: string; properties?: Record<string, unknown>; children?: Element[] };

/** Expressive Code's script, when code begins to scroll because the page became narrower, names it a landmark again. */
const GROUP_NOT_REGION = `new MutationObserver((seen) => {
  for (const { target } of seen) if (target.matches('pre[role=region]')) target.setAttribute('role', 'group');
}).observe(document.body, { subtree: true, attributeFilter: ['role'] });`;

/**
 * Code that is wider than the page is reached with the keyboard, as a group: Expressive Code's own script would make
 * every such block a landmark without a name. It takes both away again where nothing scrolls.
 */
export const scrollingCode = {
  name: 'scrolling-code',
  jsModules: [GROUP_NOT_REGION],
  hooks: {
    postprocessRenderedBlock: ({ renderData }: { renderData: { blockAst: Element } }) => {
      const pre = findPre(renderData.blockAst);
      if (pre) pre.properties = { ...pre.properties, tabindex: '0', role: 'group' };
    },
  },
};

function findPre(element: Element): Element | undefined {
  if (element.tagName === 'pre') return element;
  for (const child of element.children ?? []) {
    const found = findPre(child);
    if (found) return found;
  }
  return undefined;
}
