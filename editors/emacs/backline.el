;;; backline.el --- Backline for eglot and lsp-mode  -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.2"))
;; Keywords: languages, tools

;;; Commentary:

;; Tells eglot and lsp-mode how to start the language server Backline for
;; Python.  How to install and use it: docs/editors/emacs.md.

;;; Code:

(require 'cl-lib)

(defgroup backline nil
  "Code actions for FastAPI, SQLModel and PostgreSQL."
  :group 'tools)

(defcustom backline-command '("backline" "serve")
  "The program that serves Emacs, and its arguments."
  :type '(repeat string))

(defvar eglot-server-programs)
(declare-function eglot--managed-buffers "eglot")
(declare-function eglot--signal-textDocument/didChange "eglot")
(declare-function eglot-current-server "eglot")
(declare-function eglot-execute-command "eglot")
(declare-function lsp-activate-on "lsp-mode")
(declare-function lsp-register-client "lsp-mode")
(declare-function lsp-stdio-connection "lsp-mode")
(declare-function lsp-get "lsp-mode")
(declare-function lsp--uri-to-path "lsp-mode")
(declare-function lsp-request-async "lsp-mode")
(declare-function make-lsp-client "lsp-mode")

;; eglot has one server for a buffer: where Backline is to stand beside a type
;; checker, use lsp-mode.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               (cons '(python-mode python-ts-mode)
                     (lambda (&rest _) backline-command)))
  ;; eglot counts a buffer's version only when it sends what was typed, half a
  ;; second later.  An edit that arrives before that would land on a text that
  ;; it was not made from: send first, and eglot refuses it by its version.
  (cl-defmethod eglot-handle-request :before
    (server (_method (eql workspace/applyEdit)) &rest _)
    (dolist (buffer (eglot--managed-buffers server))
      (with-current-buffer buffer
        (when (fboundp 'eglot--signal-textDocument/didChange)
          (eglot--signal-textDocument/didChange))))))

(defconst backline--commands
  '("apply" "cancel" "undo" "applyProposal" "previewProposal" "discardProposal")
  "What the code actions ask the server for, without their prefix.")

;; lsp-mode waits for the answer of a command, and drops the messages that came
;; in one piece with it: the change, or what became of it.  So nobody waits here.
(defun backline--execute (command)
  "Ask the server for COMMAND, and go on."
  (lsp-request-async "workspace/executeCommand"
                     (list :command (lsp-get command :command)
                           :arguments (or (lsp-get command :arguments) []))
                     #'ignore))

(defun backline--handlers ()
  "The table of commands that `backline--execute' takes over."
  (let ((table (make-hash-table :test 'equal)))
    (dolist (it backline--commands table)
      (puthash (concat "backline." it) #'backline--execute table))))

;; lsp-mode starts it beside the other servers of the buffer.
(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client :new-connection (lsp-stdio-connection (lambda () backline-command))
                    :activation-fn (lsp-activate-on "python")
                    :action-handlers (backline--handlers)
                    :add-on? t
                    :priority -1
                    :server-id 'backline))
  ;; lsp-mode visits the files of an edit to compare their versions, before it
  ;; makes the new ones, and then asks of each whether to read it again.
  (advice-add 'lsp--check-document-changes-version :after #'backline--let-go))

(defun backline--let-go (changes)
  "Let go of the empty buffers of files that CHANGES are about to make."
  (mapc (lambda (change)
          (when (equal (lsp-get change :kind) "create")
            (let* ((file (lsp--uri-to-path (lsp-get change :uri)))
                   (buffer (find-buffer-visiting file)))
              (when (and buffer
                         (zerop (buffer-size buffer))
                         (not (buffer-modified-p buffer)))
                (kill-buffer buffer)))))
        changes))

;;;###autoload
(defun backline-undo ()
  "Take back what the last action of Backline changed, in all its files."
  (interactive)
  (cond ((and (fboundp 'eglot-current-server) (eglot-current-server))
         (eglot-execute-command (eglot-current-server) 'backline.undo [nil]))
        ((bound-and-true-p lsp-mode)
         (lsp-request-async "workspace/executeCommand"
                            '(:command "backline.undo" :arguments [nil]) #'ignore))
        (t (user-error "Backline is not running here"))))

(provide 'backline)
;;; backline.el ends here
