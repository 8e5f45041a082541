;;; with-lsp-mode.el --- How somebody with lsp-mode has set it up  -*- lexical-binding: t -*-

(require 'person)
(require 'lsp-mode)
(load "lsp-mode-autoloads")
(require 'backline)

(add-hook 'python-mode-hook #'lsp)
(setq lsp-auto-guess-root t
      lsp-enable-file-watchers nil
      lsp-restart 'ignore
      lsp-warn-no-matched-clients nil
      lsp-enable-snippet nil
      lsp-enabled-clients '(backline)
      lsp-diagnostics-provider :none
      lsp-debounce-full-sync-notifications nil)

(setq person-menu (lambda () (call-interactively #'lsp-execute-code-action)))

(provide 'with-lsp-mode)
;;; with-lsp-mode.el ends here
