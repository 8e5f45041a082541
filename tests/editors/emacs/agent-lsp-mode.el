;;; agent-lsp-mode.el --- An agentic action with lsp-mode and a stand-in for the model  -*- lexical-binding: t -*-

(require 'with-lsp-mode)

(person-play
 (lambda ()
   (find-file "app/models.py")
   (person-go "Hero(")
   (person-wait "the action" (lambda () (cl-find-if (lambda (it) (string-prefix-p "Generate service" it))
                                                    (ignore-errors (choose nil)))))
   ;; lsp-mode says of no question that it could ask it, so the menu has the entry that lets a model see this folder.
   (choose "Let Backline send code")
   (person-hear "An agent may work in project now")
   (choose "Generate service")
   (person-wait "the model" (lambda () (file-exists-p (getenv "BACKLINE_ASKED"))))
   (choose "Cancel: Generate service")
   (person-hear "was cancelled; nothing was written.")
   (cl-assert (not (file-exists-p "services.py")))
   (person-see "agent-cancel")

   (person-go "Hero(")
   (choose "Generate service")
   (person-hear "services.py")
   (save-some-buffers t)
   (person-see "agent")))
;;; agent-lsp-mode.el ends here
