import type { APIRoute } from 'astro';

/** Everything may be read; where the sitemap is, when the site has an address. */
export const GET: APIRoute = ({ site }) => {
  const sitemap = site ? [`Sitemap: ${new URL('sitemap-index.xml', site)}`] : [];
  return new Response(['User-agent: *', 'Allow: /', ...sitemap, ''].join('\n'), { headers: { 'content-type': 'text/plain' } });
};
