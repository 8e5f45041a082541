;;; person.el --- Somebody in front of a batch Emacs  -*- lexical-binding: t -*-

;; What they wait for, what they are told, and what they choose.  A script is
;; played with `person-play', which writes the report whatever happens.

(require 'cl-lib)
(require 'json)

(defvar person-seen nil "The features that were seen, last first.")
(defvar person-said nil "What was said and not yet heard, first first.")
(defvar person-titles nil "The entries of the last menu.")
(defvar person-menu nil "What opens the menu at point.")
(defvar person-idles t "Whether they leave the keyboard alone while they wait.")
(defvar person-choice nil "How the entry begins that is chosen in the next menu.")

(setq last-nonmenu-event ?x
      make-backup-files nil
      auto-save-default nil
      create-lockfiles nil
      enable-local-variables nil)

(defun person-see (&rest features)
  (dolist (it features) (push it person-seen)))

(defun person-wait (what ready)
  "What READY returns once it is true."
  (let ((until (+ (float-time) (string-to-number (getenv "BACKLINE_PATIENCE")))) found)
    (while (not (setq found (funcall ready)))
      (when (> (float-time) until)
        (error "waited in vain for %s; said so far: %S" what person-said))
      (accept-process-output nil 0.01)
      (person-idle))
    found))

(defun person-idle ()
  "A batch Emacs is never idle: do what eglot does when it is."
  (dolist (buffer (buffer-list))
    (with-current-buffer buffer
      (when (and (bound-and-true-p eglot--managed-mode) (bound-and-true-p person-idles))
        (eglot--signal-textDocument/didChange)))))

(defun person-hear (beginning)
  "The next thing that is said of which this is a part; what was said before it is passed over."
  (person-wait (format "“%s”" beginning)
               (lambda () (cl-member-if (lambda (it) (string-search beginning it)) person-said)))
  (while (not (string-search beginning (car person-said))) (pop person-said))
  (pop person-said))

(defun person-text (&optional buffer)
  (with-current-buffer (or buffer (current-buffer))
    (save-restriction (widen) (buffer-substring-no-properties (point-min) (point-max)))))

(defun person-open-gate ()
  "Let the action `slow' go on: it waits for a letter from this pipe.
A letter that nobody took would let the next one go on too early, so wait until
it is taken."
  (call-process "timeout" nil nil nil "20" "sh" "-c" (format "printf x > %s/gate" (getenv "PWD"))))

(defun person-go (text)
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun choose (title)
  "Open the menu at point and choose the entry that begins so, once it is there; nil looks only.  The entries."
  (if title
      (person-wait (format "“%s” in the menu" title) (lambda () (person-choose title)))
    (person-choose nil))
  person-titles)

(defun person-choose (title)
  "Whether the menu at point has an entry that begins so, which is chosen then."
  (setq person-titles nil person-choice title)
  (condition-case nil
      (progn (funcall person-menu) t)
    (quit nil)))

(defun person-read (_prompt collection &rest _)
  "Stands in for `completing-read': notes the entries and chooses one of them."
  (setq person-titles (all-completions "" collection))
  (or (and person-choice (cl-find-if (lambda (it) (string-prefix-p person-choice it)) person-titles))
      (signal 'quit nil)))

;; Asked for an answer, they say yes, and remember that they were asked.
(defvar person-asked nil "The questions that were asked, the last one first.")
(dolist (it '(yes-or-no-p y-or-n-p))
  (advice-add it :override (lambda (question) (push question person-asked) t)))
(advice-add 'completing-read :override #'person-read)
(advice-add 'message :before
            (lambda (form &rest rest)
              (when form (setq person-said (append person-said (list (apply #'format form rest)))))))

(defun person-play (script)
  (let (problem)
    (condition-case it (funcall script)
      ((error quit) (setq problem (format "%S" it))))
    (let ((report `((seen . ,(vconcat (reverse person-seen))) (version . ,emacs-version)
                    (said . ,(vconcat person-said)) (asked . ,(vconcat (reverse person-asked))))))
      (when problem (push (cons 'problem problem) report))
      (with-temp-file (getenv "BACKLINE_REPORT") (insert (json-encode report))))
    (kill-emacs (if problem 1 0))))

(provide 'person)
;;; person.el ends here
