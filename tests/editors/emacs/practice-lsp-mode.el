;;; practice-lsp-mode.el --- A session with lsp-mode and the practice server  -*- lexical-binding: t -*-

(require 'person)
(require 'lsp-mode)
(load "lsp-mode-autoloads")
(require 'backline)

(setq lsp-auto-guess-root t
      lsp-enable-file-watchers nil
      lsp-restart 'ignore
      lsp-warn-no-matched-clients nil
      lsp-enable-snippet nil
      lsp-enabled-clients '(backline)
      lsp-diagnostics-provider :none
      lsp-debounce-full-sync-notifications nil
      backline-command (append (json-parse-string (getenv "BACKLINE_COMMAND") :array-type 'list) nil))

(defun choose (title)
  "Open the menu at point and choose the entry that begins so; nil looks only."
  (setq person-titles nil person-choice title)
  (condition-case nil
      (call-interactively #'lsp-execute-code-action)
    (quit nil))
  person-titles)

(person-play
 (lambda ()
   (find-file "app/models.py")
   (python-mode)
   (let ((models (current-buffer)) (before (person-text)))
     (lsp)
     (person-wait "the server" (lambda () (cl-find-if (lambda (it) (eq (lsp--workspace-status it) 'initialized))
                                                      (lsp-workspaces))))
     (person-see "start")
     (person-wait "the finding" (lambda () (cl-plusp (hash-table-count (lsp-diagnostics)))))
     (person-see "findings")

     (person-go "HERO")
     (lsp-describe-thing-at-point)
     (cl-assert (string-search "HERO" (person-text "*lsp-help*")))
     (switch-to-buffer models)
     (person-see "hover")

     (person-wait "the menu" (lambda () (member "slow" (choose nil))))
     (cl-assert (member "Write it small" person-titles) nil "%S" person-titles)
     (person-see "menu")

     (choose "make")
     (person-wait "the change" (lambda () (string-search "# made" (person-text models))))
     (save-some-buffers t)
     (person-see "create" "action"))))
;;; practice-lsp-mode.el ends here
