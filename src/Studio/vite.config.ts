import { defineConfig } from 'vitest/config';

// `npm run dev` shows the sources against a service that runs at this address.
const service = process.env.ART_ENGINE ?? 'http://127.0.0.1:5080';
const routes = [
  '/audit', '/auth', '/backends', '/health', '/image', '/jobs', '/metrics', '/models', '/plans', '/queue', '/storage', '/swagger', '/usage',
  '/users', '/webhooks', '/websocket', '/workflows',
];

export default defineConfig({
  build: {
    assetsDir: 'studio',
    assetsInlineLimit: 0,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    outDir: process.env.OUT ?? '../Host/wwwroot',
    target: 'es2022',
    // Which all know light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: Object.fromEntries(routes.map(route => [route, { target: service, ws: true }])) },
  test: { include: ['src/**/*.test.ts'] },
});
