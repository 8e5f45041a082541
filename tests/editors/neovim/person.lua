--- Somebody in front of a headless Neovim: what they wait for, what they are told, and what they choose.
---
--- The plugin comes from editors/neovim, put on the runtime path as a plugin manager does it. A script ends with
--- `person.leave()`; whatever goes wrong is in the report, with the messages until then.
local M = { said = {}, seen = {} }

function M.leave(problem)
  local report = { seen = M.seen, said = M.said, problem = problem, version = tostring(vim.version()) }
  vim.fn.writefile({ vim.json.encode(report) }, vim.env.BACKLINE_REPORT)
  vim.cmd(problem and "cquit 1" or "qall!")
end

--- Run a script; an error in it is the problem of the report.
function M.play(script)
  local ok, problem = xpcall(script, debug.traceback)
  M.leave(not ok and problem or nil)
end

--- Wait for something; what it returned.
function M.wait(what, ready)
  local found
  local function look()
    found = ready()
    return found
  end
  if not vim.wait(tonumber(vim.env.BACKLINE_PATIENCE), look, 5) then
    error("waited in vain for " .. what .. "; said so far: " .. vim.inspect(M.said))
  end
  return found
end

--- The next thing that the server or the plugin says, which must begin so.
function M.hear(beginning)
  local text = M.wait("“" .. beginning .. "”", function()
    return M.said[1]
  end)
  table.remove(M.said, 1)
  assert(vim.startswith(text, beginning), ("heard “%s” instead of “%s”"):format(text, beginning))
  return text
end

--- The next menu: choose the entry that begins so, or look at the titles only.
function M.pick(beginning)
  M.titles = nil
  vim.ui.select = function(items, options, choose)
    M.titles = vim.tbl_map(options.format_item, items)
    for index, title in ipairs(M.titles) do
      if beginning and vim.startswith(title, beginning) then
        return choose(items[index], index)
      end
    end
    choose(nil)
  end
end

--- The floating window that is open and says this, if any: its text.
function M.float(part)
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= "" then
      local text = M.text(vim.api.nvim_win_get_buf(window))
      if text:find(part or "", 1, true) then
        return text
      end
    end
  end
end

function M.text(buffer)
  return table.concat(vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, false), "\n") .. "\n"
end

function M.press(keys)
  vim.api.nvim_feedkeys(vim.keycode(keys), "xt", false)
end

function M.attached(buffer)
  return M.wait("the server", function()
    local client = vim.lsp.get_clients({ bufnr = buffer or 0, name = "backline" })[1]
    return client and client.initialized and client
  end)
end

function M.see(feature)
  table.insert(M.seen, feature)
end

vim.o.swapfile = false
vim.o.columns, vim.o.lines = 120, 40
vim.notify = function(message)
  table.insert(M.said, message)
end
vim.lsp.handlers["window/showMessage"] = function(_, result)
  table.insert(M.said, result.message)
end

return M
