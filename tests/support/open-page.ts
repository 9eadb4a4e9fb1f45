import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { BROWSER_ARGS } from './browser-args.ts';
import { installBrowser } from './install-browser.ts';

/** How long a locator waits for what it looks for (ms); far more than it should take, as machines differ. */
const PATIENCE_MS = 30_000;

/** Who looks at the page, and with what. */
export type PageOptions = {
  /** Of the window, in CSS pixels; 1440 × 900 unless said. Below 800 wide it is a phone with touch. */
  width?: number;
  height?: number;
  theme?: 'light' | 'dark';
  /** A `Cookie` header, `name=value`: signs in to the runner at `url`. */
  cookie?: string;
  url: string;
};

/** A page of its own context: nothing of other tests is stored in it. */
export type OpenedPage = {
  page: Page;
  context: BrowserContext;
  /** What went wrong in any page of the context: errors in its console, thrown and not caught, against the policy. */
  mistakes: string[];
};

/**
 * Starts a browser with an empty profile.
 * @throws Error that says what to install, when there is none.
 */
export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: installBrowser(), args: BROWSER_ARGS });
}

/** Opens an empty page in a new context; paths are relative to `url`. */
export async function openPage(browser: Browser, options: PageOptions): Promise<OpenedPage> {
  const { url, cookie, theme = 'light', width = 1440, height = width < 800 ? 844 : 900 } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height },
    colorScheme: theme,
    hasTouch: width < 800,
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-GB',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const mistakes: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') mistakes.push(`console: ${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (thrown) => mistakes.push(`thrown: ${thrown.error().stack || thrown.error().message}`));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
      console.error(`against the policy: ${violatedDirective} ${blockedURI} in ${sourceFile}`),
    );
  });
  await context.addInitScript(keepToasts);
  const [name, value] = cookie?.split('=') ?? [];
  if (name && value) await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Strict' }]);
  return { page: await context.newPage(), context, mistakes };
}

/** Toasts go away by themselves, or another one comes in their place: what they said is kept, for `toastSays`. */
function keepToasts(): void {
  const said: string[] = [];
  Object.assign(window, { toastsSaid: said });
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes)
      for (const node of addedNodes) {
        const toasts = node instanceof Element ? [node, ...node.querySelectorAll('.toast')] : [];
        for (const toast of toasts) if (toast.matches('.toast')) said.push(toast.textContent ?? '');
      }
  }).observe(document, { childList: true, subtree: true });
}
