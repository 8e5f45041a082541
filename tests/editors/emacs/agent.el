;;; agent.el --- An agentic action with eglot and a stand-in for the model  -*- lexical-binding: t -*-

(require 'person)
(require 'eglot)
(require 'backline)

(setq eglot-confirm-server-edits nil
      eglot-sync-connect 30)

(setq person-menu (lambda () (eglot-code-actions (point) (point) nil t)))

(person-play
 (lambda ()
   (find-file "app/models.py")
   (python-mode)
   (apply #'eglot--connect (eglot--guess-contact))
   (person-go "Hero(")
   (person-wait "the action"
                (lambda () (cl-find-if (lambda (it) (string-prefix-p "Generate service" it)) (choose nil))))

   ;; eglot says of no question that it could ask it, so the menu has the entry that lets a model see this folder.
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
   (person-hear "Created a service for heroes.")
   (save-some-buffers t)
   (person-see "agent")))
;;; agent.el ends here
