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

     (choose "slow")
     (person-wait "the progress" (lambda () (cl-find-if (lambda (it) (cl-plusp (hash-table-count (lsp--workspace-work-done-tokens it))))
                                                        (lsp-workspaces))))
     (person-see "progress")
     (choose "Cancel: slow")
     (person-hear "“slow” was cancelled; nothing was written.")
     (person-open-gate)
     (cl-assert (and (equal (person-text) before) (not (file-exists-p "deep"))))
     (person-see "cancel")

     (choose "slow")
     (goto-char (point-min))
     (insert "# typed\n")
     (person-open-gate)
     (person-hear "The files changed while “slow” was at work, so nothing was written. Choose it again.")
     (cl-assert (equal (person-text models) (concat "# typed\n" before)) nil "%S" (person-text models))
     (delete-region (point-min) (+ (point-min) (length "# typed\n")))
     (person-go "HERO")
     (person-see "typing")

     (choose "make")
     ;; lsp-mode opens the new file without telling the server of it, so the server knows of one half only.
     (person-hear "The editor applied “make” in part: app/models.py, not app/deep/made.py.")
     (save-some-buffers t)
     (person-see "create" "action"))))
;;; practice-lsp-mode.el ends here
