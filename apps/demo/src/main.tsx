// Styles in the order of their layers.
import './styles/layers.css'
import '@parley-chat/ui/tokens.css'
import './styles/tokens.css'
import './styles/base.css'
import '@parley-chat/ui/avatar.css'

import { applyTheme, currentTheme } from '@parley-chat/ui/theme.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

applyTheme(currentTheme())
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
