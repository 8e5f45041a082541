--- `workspace/applyEdit`: all of an edit or nothing.
---
--- Neovim itself looks at the version of an edit's first file only, not at all when the file is as it was opened, and
--- says that it applied what it passed over. What you typed in the last 150 ms, of which the server can't know yet,
--- would then move a change to the wrong line.
local M = {}

--- Whether a file has been typed in since the text that the edit was made from.
local function is_newer(document)
  local version = document.version
  if type(version) ~= "number" then
    return false
  end
  local buffer = vim.uri_to_bufnr(document.uri)
  return (vim.lsp.util.buf_versions[buffer] or 0) > version
end

function M.apply(problem, params, context, config)
  for _, it in ipairs(params.edit.documentChanges or {}) do
    if it.textDocument and is_newer(it.textDocument) then
      return {
        applied = false,
        failureReason = "you typed in " .. vim.fs.basename(vim.uri_to_fname(it.textDocument.uri)),
      }
    end
  end
  return vim.lsp.handlers["workspace/applyEdit"](problem, params, context, config)
end

return M
