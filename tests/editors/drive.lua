-- Drives a real Neovim as a person would, and writes what was seen to the file named in $BACKLINE_REPORT.
-- Steps come from $BACKLINE_STEPS: a list of {file, line, title}, 1-based lines.
local command = vim.json.decode(vim.env.BACKLINE_COMMAND)
local steps = vim.json.decode(vim.env.BACKLINE_STEPS)
local seen = { menus = {}, messages = {}, progress = {}, diagnostics = {}, saved = {}, previews = {} }

local function finish(problem)
  seen.problem = problem
  seen.version = tostring(vim.version())
  vim.fn.writefile({ vim.json.encode(seen) }, vim.env.BACKLINE_REPORT)
  vim.cmd(problem and "cquit 1" or "qall!")
end

local function wait(what, ready)
  if not vim.wait(60000, ready, 5) then
    finish("waited in vain for " .. what)
  end
end

vim.o.swapfile = false
vim.o.hidden = true
vim.lsp.handlers["window/showMessage"] = function(_, result)
  table.insert(seen.messages, result.message)
end
vim.api.nvim_create_autocmd("LspProgress", {
  callback = function(event)
    local value = event.data.params.value
    table.insert(seen.progress, value.kind .. " " .. (value.title or value.message or ""))
  end,
})
vim.lsp.config("backline", { cmd = command, filetypes = { "python" }, root_markers = { "pyproject.toml" } })
vim.lsp.enable("backline")
vim.cmd("filetype on")

for _, step in ipairs(steps) do
  vim.cmd.edit(step.file)
  local buffer = vim.api.nvim_get_current_buf()
  wait("the server", function()
    local client = vim.lsp.get_clients({ bufnr = buffer })[1]
    return client ~= nil and client.initialized
  end)
  vim.api.nvim_win_set_cursor(0, { step.line, step.column or 0 })

  if step.diagnostic then
    wait("a diagnostic", function()
      return #vim.diagnostic.get(buffer) > 0
    end)
    for _, it in ipairs(vim.diagnostic.get(buffer)) do
      table.insert(seen.diagnostics, { code = it.code, line = it.lnum + 1, message = it.message })
    end
  end

  -- The menu as the person sees it; again until the project is read.
  local titles = {}
  vim.ui.select = function(items, options, choose)
    titles = vim.tbl_map(options.format_item, items)
    choose(nil)
  end
  local function offered()
    titles = {}
    vim.lsp.buf.code_action()
    vim.wait(2000, function()
      return #titles > 0
    end, 5)
    return vim.iter(titles):any(function(it)
      return vim.startswith(it, step.title)
    end)
  end
  wait("the action " .. step.title, offered)
  table.insert(seen.menus, titles)

  local said = #seen.messages
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(it)
      return vim.startswith(it.title, step.title)
    end,
  })
  if step.shows then
    wait("the preview", function()
      return vim.api.nvim_get_current_buf() ~= buffer
    end)
    table.insert(seen.previews, vim.api.nvim_buf_get_lines(0, 0, 1, false)[1])
    assert(vim.bo.readonly, "the preview can be written to")
  elseif not step.inline then
    wait("the end of " .. step.title, function()
      return #seen.messages > said
    end)
  else
    wait("the quick fix", function()
      return vim.bo[buffer].modified
    end)
  end
  vim.cmd("wall")
end

finish(nil)
