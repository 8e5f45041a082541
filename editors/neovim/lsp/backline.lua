-- What `vim.lsp.enable("backline")` starts. Change any of it with `vim.lsp.config("backline", { … })`.
return {
  cmd = { "backline", "serve" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml", "requirements.txt", ".git" },
  settings = { backline = vim.empty_dict() },
  -- Neovim 0.12 confirms an annotated change with yes or no, without showing it. Without this capability the change
  -- waits as a proposal, in 0.11 and 0.12 alike, and `:Backline proposals` shows it.
  capabilities = { workspace = { workspaceEdit = { changeAnnotationSupport = vim.NIL } } },
  handlers = {
    ["workspace/applyEdit"] = function(...)
      return require("backline.edit").apply(...)
    end,
    ["window/showDocument"] = function(...)
      return require("backline.proposals").show_document(...)
    end,
  },
  commands = {
    ["backline.previewProposal"] = function(command, context)
      require("backline.proposals").preview(command, context)
    end,
  },
}
