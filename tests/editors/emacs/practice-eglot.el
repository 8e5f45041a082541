;;; practice-eglot.el --- A session with eglot and the practice server  -*- lexical-binding: t -*-

(require 'person)
(require 'eglot)
(require 'backline)

(setq eglot-confirm-server-edits nil
      eglot-sync-connect 30
      eglot-autoshutdown t
      backline-command (append (json-parse-string (getenv "BACKLINE_COMMAND") :array-type 'list) nil))

(setq person-menu (lambda () (eglot-code-actions (point) (point) nil t)))

(defun forget (name)
  (with-current-buffer name (set-buffer-modified-p nil))
  (kill-buffer name))

(person-play
 (lambda ()
   (find-file "app/models.py")
   (python-mode)
   (let ((models (current-buffer)) (before (person-text)) server)
     (apply #'eglot--connect (eglot--guess-contact))
     (setq server (eglot-current-server))
     (cl-assert (eglot-managed-p))
     (person-see "start")

     (person-wait "the finding" (lambda () (flymake-diagnostics)))
     (cl-assert (string-search "HERO shouts." (flymake-diagnostic-text (car (flymake-diagnostics)))))
     (person-see "findings")

     (person-go "HERO")
     (let (card)
       (eglot-hover-eldoc-function (lambda (text &rest _) (setq card text)))
       (person-wait "the hover" (lambda () card))
       (cl-assert (string-search "HERO" card) nil "%S" card))
     (person-see "hover")

     (let ((titles (choose nil)))
       (cl-assert (and (member "slow" titles) (member "Write it small" titles)) nil "%S" titles))
     (person-see "menu")

     (choose "slow")
     (person-wait "the progress" (lambda () (cl-plusp (hash-table-count (eglot--progress-reporters server)))))
     (person-see "progress")
     (choose "Cancel: slow")
     (person-hear "“slow” was cancelled; nothing was written.")
     (person-open-gate)
     (cl-assert (and (equal (person-text) before) (not (file-exists-p "deep"))))
     (person-see "cancel")

     ;; Typing while an action is at work: once so late that the server can't know of it, once so that it does.
     (dolist (known '(nil t))
       (choose "slow")
       (goto-char (point-min))
       (insert "# typed\n")
       (when known (person-idle))
       (person-open-gate)
       (setq person-idles nil)
       (person-hear "The files changed while “slow” was at work, so nothing was written. Choose it again.")
       (setq person-idles t)
       (cl-assert (equal (person-text models) (concat "# typed\n" before)) nil "%S" (person-text models))
       (cl-assert (not (file-exists-p "deep/made.py")))
       (delete-region (point-min) (+ (point-min) (length "# typed\n")))
       (person-idle)
       (person-go "HERO"))
     (person-see "typing")

     (choose "make")
     (person-hear "Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py.")
     (choose "Undo: make")
     (person-hear "“make” was undone. Remove by hand: app/deep/made.py.")
     (forget "made.py")
     (cl-assert (equal (person-text models) before) nil "%S" (person-text models))
     (person-see "undo")
     (choose "make")
     (person-hear "Made app/deep/made.py.")
     (save-some-buffers t)
     (person-see "create" "action")

     ;; A change of other files waits; it is looked at, discarded, and at last applied.
     (delete-file "deep/made.py")
     (forget "made.py")
     (person-go "HERO")
     (dolist (word '("Discard" "Apply"))
       (choose "wide")
       (person-hear "“wide” waits for you (3 files): apply, preview or discard it with the code actions of line 4.")
       (choose "Preview: wide")
       (with-current-buffer
           (person-wait "the diff" (lambda () (cl-find-if (lambda (it) (string-suffix-p ".diff" (buffer-name it)))
                                                          (buffer-list))))
         (cl-assert (string-search "+++ b/app/deep/made.py" (person-text)) nil "%S" (person-text))
         (kill-buffer))
       (switch-to-buffer models)
       (choose (concat word ": wide"))
       (when (equal word "Discard")
         (person-wait "its end" (lambda () (not (member "Apply: wide (3 files)" (choose nil)))))))
     (person-hear "Made it wide.")
     (save-some-buffers t)
     (person-see "proposal")

     (person-go "HERO")
     (choose "Write it small")
     (person-wait "the quick fix" (lambda () (string-search "class Hero(" (person-text models))))
     (save-some-buffers t)
     (person-see "quick-fix"))))
;;; practice-eglot.el ends here
