;;; sample-eglot.el --- eglot and the real server in the sample project  -*- lexical-binding: t -*-

(require 'person)
(require 'imenu)
(require 'eglot)
(require 'backline)

(setq eglot-sync-connect 30)
(setq-default eglot-workspace-configuration '(:backline (:inlayHints t)))

(person-play
 (lambda ()
   (find-file "app/routes/teams.py")
   (python-mode)
   (apply #'eglot--connect (eglot--guess-contact))
   (person-wait "the outline" (lambda () (string-search "GET /api/v1/teams" (format "%S" (eglot-imenu)))))
   (person-see "symbols")
   (eglot-inlay-hints-mode 1)
   (person-wait "the hints" (lambda ()
                              (eglot--update-hints-1 (point-min) (point-max))
                              (accept-process-output nil 0.3)
                              (cl-some (lambda (it) (string-search "/api/v1" (or (overlay-get it 'after-string)
                                                                                (overlay-get it 'before-string) "")))
                                       (overlays-in (point-min) (point-max)))))
   (person-see "hints")))
;;; sample-eglot.el ends here
