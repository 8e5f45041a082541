--- What Backline is doing, in a small window in the corner; and the way to stop it.
---
--- `vim.g.backline = { progress = false }` shows nothing; `require("backline.progress").status()` is a text for a
--- status line.
local client_of = require("backline.client")

local M = {}
local running = {} -- by token: { client, title, message, cancellable }
local window

local function shown()
  return vim.tbl_get(vim.g.backline or {}, "progress") ~= false
end

local function lines()
  local found = {}
  for _, it in pairs(running) do
    table.insert(found, " " .. it.title .. (it.message and " · " .. it.message or "") .. " ")
  end
  table.sort(found)
  return found
end

local function close()
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_close(window, true)
  end
  window = nil
end

local function draw()
  local texts = lines()
  if #texts == 0 or not shown() then
    return close()
  end
  local width = math.min(vim.o.columns, math.max(unpack(vim.tbl_map(vim.fn.strdisplaywidth, texts))))
  local place = { relative = "editor", anchor = "SE", width = width, height = #texts }
  place.row, place.col = vim.o.lines - vim.o.cmdheight - 1, vim.o.columns
  if window and vim.api.nvim_win_is_valid(window) then
    vim.api.nvim_win_set_config(window, place)
  else
    local buffer = vim.api.nvim_create_buf(false, true)
    vim.bo[buffer].bufhidden = "wipe"
    local look = { style = "minimal", focusable = false, noautocmd = true }
    window = vim.api.nvim_open_win(buffer, false, vim.tbl_extend("error", place, look))
  end
  vim.api.nvim_buf_set_lines(vim.api.nvim_win_get_buf(window), 0, -1, false, texts)
end

--- Called for every progress of every server.
function M.update(client_id, params)
  local client = vim.lsp.get_client_by_id(client_id)
  local value = params.value
  if not client or client.name ~= "backline" or type(value) ~= "table" then
    return
  end
  local key = client_id .. " " .. params.token
  if value.kind == "begin" then
    running[key] = { client = client_id, token = params.token, title = value.title, cancellable = value.cancellable }
  elseif value.kind == "end" then
    running[key] = nil
  end
  if running[key] then
    running[key].message = value.message or running[key].message
  end
  -- Neovim refuses windows in some moments, such as in the command-line window: then it is drawn the next time.
  pcall(draw)
end

--- What is running, as one line.
function M.status()
  return vim.trim(table.concat(lines(), "|"))
end

local function stop(it)
  local client = vim.lsp.get_client_by_id(it.client)
  if client then
    client:notify("window/workDoneProgress/cancel", { token = it.token })
  end
end

--- Stop what is running; which one is asked when there are several.
function M.cancel()
  local found = vim.tbl_filter(function(it)
    return it.cancellable
  end, vim.tbl_values(running))
  if #found == 0 then
    client_of.say("nothing is running.")
  elseif #found == 1 then
    stop(found[1])
  else
    vim.ui.select(found, {
      prompt = "Cancel",
      format_item = function(it)
        return it.title
      end,
    }, function(it)
      if it then
        stop(it)
      end
    end)
  end
end

return M
