import { satteri } from '@astrojs/markdown-satteri';
import starlight from '@astrojs/starlight';
import { defineConfig } from 'astro/config';
import { runBlocks } from './src/mdx/run-blocks.ts';
import { scrollingCode } from './src/mdx/scrolling-code.ts';
import { codeThemes } from './src/styles/code-themes.ts';
import { contentOverlay } from './src/tracks/content-overlay.ts';
import { editorHelp } from './src/tracks/editor-help.ts';
import { sitemapWhenHosted } from './src/tracks/sitemap-when-hosted.ts';
import { viteCache } from './src/tracks/vite-cache.ts';
import { wholeSaves } from './src/tracks/whole-saves.ts';

const styles = [
  'tokens',
  'starlight',
  'controls',
  'frame',
  'prose',
  'path',
  'pictures',
  'blocks',
  'verify',
  'workbench',
  'motion',
  'contrast',
  'print',
];
const overrides = [
  ...['ContentPanel', 'Footer', 'Header', 'MarkdownContent', 'PageFrame', 'PageSidebar', 'PageTitle'],
  ...['Search', 'Sidebar', 'ThemeProvider', 'TwoColumnContent'],
];

export default defineConfig({
  // The runner's Content-Security-Policy knows scripts and styles by file; nothing may be inlined.
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  markdown: { processor: satteri({ mdastPlugins: [runBlocks], features: { directive: true } }) },
  integrations: [
    starlight({
      title: 'Towpath',
      titleDelimiter: '·',
      favicon: '/favicon.svg',
      head: [
        { tag: 'meta', attrs: { name: 'theme-color', content: '#ffffff' } }, // The page's script keeps it with the theme.
        { tag: 'meta', attrs: { property: 'og:type', content: 'website' } },
        { tag: 'meta', attrs: { name: 'twitter:card', content: 'summary' } },
      ],
      disable404Route: true,
      routeMiddleware: './src/tracks/route-data.ts',
      // route-data.ts gives each page its own; Starlight's would hold every lesson, and be copied for every page.
      sidebar: [],
      customCss: styles.map((name) => `./src/styles/${name}.css`),
      components: Object.fromEntries(overrides.map((name) => [name, `./src/components/${name}.astro`])),
      markdown: { processedDirs: ['./content'], headingLinks: false },
      expressiveCode: {
        themes: codeThemes,
        themeCssSelector: (theme) => `[data-theme='${theme.type}']`,
        useStarlightUiThemeColors: false,
        useStarlightDarkModeSwitch: false,
        frames: false,
        plugins: [scrollingCode],
        // Colours are chosen and measured; with a transparent background the check would turn them grey.
        minSyntaxHighlightingColorContrast: 0,
        shiki: { langAlias: { ksql: 'sql', 'flink-sql': 'sql', influxql: 'sql' } },
        styleOverrides: {
          borderWidth: '0',
          codeBackground: 'transparent',
          codePaddingBlock: '0.85rem',
          codePaddingInline: '0.9rem',
          codeFontSize: 'var(--t-13)',
          codeLineHeight: '1.65',
        },
      },
    }),
    contentOverlay(),
    editorHelp(),
    viteCache(),
    sitemapWhenHosted(),
  ],
  vite: {
    // What the page loads only when it is needed; found out late, everything would be bundled anew under an open page.
    optimizeDeps: { include: ['@xterm/xterm', '@xterm/addon-fit', '@xterm/addon-search'] },
    server: { watch: wholeSaves },
    build: { assetsInlineLimit: 0, rolldownOptions: { checks: { moduleLevelDirective: false } } },
  },
});
