import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

export default defineConfig({
  base: '/demo/',
  plugins: [react()],
  // The SDK from its source, so that the demo shows what stands in the repository.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    // Small files stay files: the content security policy allows no data: URL for scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '^/(parley|connect|channels|messages|users|members|moderation|sync|unread)': {
        target: 'http://127.0.0.1:3030',
        ws: true,
      },
    },
  },
})
