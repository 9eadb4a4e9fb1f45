import type { AstroIntegration } from 'astro';

/**
 * Gives `npm run dev` a folder of its own for what Vite bundles beforehand: a build beside it would empty the folder
 * that an open page still loads from. Inside the project, because `node_modules` may be shared with a copy of it.
 */
export function viteCache(): AstroIntegration {
  return {
    name: 'vite-cache',
    hooks: {
      'astro:config:setup': ({ command, updateConfig }) => {
        updateConfig({ vite: { cacheDir: command === 'dev' ? '.astro/vite-dev' : '.astro/vite' } });
      },
    },
  };
}
