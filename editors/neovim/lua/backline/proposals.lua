--- Changes that wait for you: listed, read in a window, applied or discarded.
---
--- A proposal is a diagnostic with the code "proposal"; what can be done about it are the code actions of its line.
local actions = require("backline.actions")
local client_of = require("backline.client")

local M = {}
local previewed -- the proposal that the next document to show belongs to

--- All proposals in loaded buffers.
function M.list()
  return vim.tbl_filter(function(it)
    return it.source == "backline" and it.code == "proposal"
  end, vim.diagnostic.get(nil))
end

--- Ask which one, when there are several, and show it.
function M.choose()
  local client, found = client_of.find(), M.list()
  if not client then
    return
  end
  if #found == 0 then
    client_of.say("no proposal is waiting.")
  elseif #found == 1 then
    M.open(client, found[1])
  else
    vim.ui.select(found, {
      prompt = "Proposals",
      format_item = function(it)
        local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(it.bufnr), ":.")
        return ("%s:%d  %s"):format(name, it.lnum + 1, it.message)
      end,
    }, function(it)
      if it then
        M.open(client, it)
      end
    end)
  end
end

--- Show the proposal of a diagnostic.
function M.open(client, diagnostic)
  local range = diagnostic.user_data.lsp.range
  actions.ask(client, diagnostic.bufnr, range, { "quickfix" }, function(found)
    for _, it in ipairs(found) do
      local command = it.command
      -- Several proposals may wait at one line; the diagnostic's message begins as the action's title goes on.
      local title = it.title:match("^Preview: (.*) %(%d+ files?%)$")
      if
        command
        and command.command == "backline.previewProposal"
        and diagnostic.message:find(title or "", 1, true)
      then
        return client:exec_cmd(command, { bufnr = diagnostic.bufnr })
      end
    end
    client_of.say("this proposal is no longer waiting.")
  end)
end

--- The command of the code action “Preview: …”: remembers which proposal the document belongs to.
function M.preview(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  if client then
    previewed = { client = context.client_id, proposal = command.arguments[1].proposal }
    client_of.execute(client, command.command, command.arguments[1])
  end
end

--- `window/showDocument`: a preview goes into a window of its own, everything else where Neovim puts it.
function M.show_document(problem, params, context, config)
  local path = vim.uri_to_fname(params.uri)
  if not previewed or not path:match("%.diff$") then
    return vim.lsp.handlers["window/showDocument"](problem, params, context, config)
  end
  local waiting = previewed
  previewed = nil
  local ok, lines = pcall(vim.fn.readfile, path)
  if not ok then
    return { success = false }
  end
  M.float(lines, waiting)
  return { success = true }
end

--- The diff in a floating window: `a` applies it, `d` discards it, `q` closes it.
function M.float(lines, waiting)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].filetype, vim.bo[buffer].modifiable, vim.bo[buffer].bufhidden = "diff", false, "wipe"
  local width = math.max(20, math.min(vim.o.columns - 4, 120))
  local height = math.max(5, math.min(vim.o.lines - 6, #lines))
  local window = vim.api.nvim_open_win(buffer, true, {
    relative = "editor",
    width = width,
    height = height,
    row = math.max(0, math.floor((vim.o.lines - height) / 2) - 1),
    col = math.max(0, math.floor((vim.o.columns - width) / 2)),
    style = "minimal",
    border = "rounded",
    title = " Backline proposes ",
    footer = " a apply · d discard · q close ",
  })
  local function key(it, desc, command)
    vim.keymap.set("n", it, function()
      vim.api.nvim_win_close(window, true)
      local client = command and vim.lsp.get_client_by_id(waiting.client)
      if client then
        client_of.execute(client, command, { proposal = waiting.proposal })
      end
    end, { buffer = buffer, nowait = true, desc = desc })
  end
  key("a", "Apply the proposal", "backline.applyProposal")
  key("d", "Discard the proposal", "backline.discardProposal")
  key("q", "Close the proposal; it goes on waiting")
  key("<Esc>", "Close the proposal; it goes on waiting")
end

return M
