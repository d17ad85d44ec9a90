import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'

/** Says in a corner, and politely to screen readers, what has just been done. */
export function useToast(): (title: string, text?: string) => void {
  const { add } = Toast.useToastManager()
  return (title, text) => void add({ title, ...(text && { description: text }), priority: 'low' })
}

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider limit={3} timeout={6000}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function Toasts() {
  const { toasts, close } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast" swipeDirection="right">
      <div className="toast-text">
        <Toast.Title className="toast-title" />
        <Toast.Description />
      </div>
      <IconButton icon="close" label="Dismiss" onClick={() => close(toast.id)} />
    </Toast.Root>
  ))
}
