import sitemap from '@astrojs/sitemap';
import type { AstroIntegration } from 'astro';

/**
 * The sitemap of a site that is put on the web (`npm run build -- --site https://…`). A sitemap has absolute addresses;
 * a learner's own build is served on any port of their machine and has none to write. Takes the place of Starlight's,
 * which warns in every build without an address.
 */
export function sitemapWhenHosted(): AstroIntegration {
  return {
    name: '@astrojs/sitemap',
    hooks: {
      'astro:config:setup': ({ config, updateConfig }) => {
        if (config.site) updateConfig({ integrations: [sitemap()] });
      },
    },
  };
}
