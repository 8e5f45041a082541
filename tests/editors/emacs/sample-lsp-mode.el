;;; sample-lsp-mode.el --- lsp-mode and the real server in the sample project  -*- lexical-binding: t -*-

(require 'with-lsp-mode)
(require 'imenu)
(require 'lsp-lens)

(setq lsp-inlay-hint-enable t)
(lsp-register-custom-settings '(("backline.inlayHints" t t)))

(defun drawn (part)
  "Whether an overlay of this buffer shows PART beside the text."
  (cl-some (lambda (it)
             (cl-some (lambda (where) (string-search part (or (overlay-get it where) "")))
                      '(before-string after-string)))
           (overlays-in (point-min) (point-max))))

(person-play
 (lambda ()
   (find-file "app/routes/teams.py")
   (person-wait "the server" (lambda () (cl-find-if (lambda (it) (eq (lsp--workspace-status it) 'initialized))
                                                    (lsp-workspaces))))
   (person-wait "the outline" (lambda () (string-search "GET /api/v1/teams" (format "%S" (lsp--imenu-create-index)))))
   (person-see "symbols")
   (lsp-lens-mode 1)
   (person-wait "the lenses" (lambda () (lsp-lens-refresh t) (accept-process-output nil 0.3) (drawn "test")))
   (person-see "lenses")
   (lsp-inlay-hints-mode 1)
   (person-wait "the hints" (lambda () (lsp-update-inlay-hints (point-min) (point-max))
                              (accept-process-output nil 0.3) (drawn "/api/v1")))
   (person-see "hints")))
;;; sample-lsp-mode.el ends here
