--- `:Backline …`: one function a subcommand.
local actions = require("backline.actions")
local client_of = require("backline.client")

local M = {}
local commands = {}

function M.run(words)
  local command = commands[words[1]]
  if command then
    command(words[2])
  else
    client_of.say(("there is no `:Backline %s`; there are %s."):format(words[1], table.concat(M.names(), ", ")))
  end
end

function M.names()
  local found = vim.tbl_keys(commands)
  table.sort(found)
  return found
end

--- Completion of a subcommand, and of the action after `apply`.
function M.complete(lead, line)
  local found = M.names()
  if line:match("^%s*Backline!?%s+apply%s") then
    local client = vim.lsp.get_clients({ name = "backline", bufnr = 0 })[1]
    found = vim.iter(client and actions.now(client, 0) or {}):map(actions.id):totable()
  elseif not line:match("^%s*Backline!?%s+%S*$") then
    found = {}
  end
  return vim.tbl_filter(function(it)
    return vim.startswith(it, lead)
  end, found)
end

--- The menu at the cursor, or the one action that is named.
function commands.apply(id)
  local client, buffer = client_of.find(), vim.api.nvim_get_current_buf()
  if not client then
    return
  end
  actions.ask(client, buffer, nil, nil, function(found)
    if id then
      found = vim.tbl_filter(function(it)
        return actions.id(it) == id
      end, found)
    end
    if #found == 0 then
      client_of.say(id and ("`%s` is not offered here."):format(id) or "there is nothing to do here.")
    elseif id then
      actions.choose(client, found[1])
    else
      vim.ui.select(found, {
        prompt = "Backline",
        format_item = function(it)
          return it.title
        end,
      }, function(it)
        if it then
          actions.choose(client, it)
        end
      end)
    end
  end)
end

function commands.undo()
  local client = client_of.find()
  if client then
    client_of.execute(client, "backline.undo", vim.empty_dict()) -- without a number: the last change
  end
end

function commands.cancel()
  require("backline.progress").cancel()
end

function commands.proposals()
  require("backline.proposals").choose()
end

--- The picture of the project, in the browser.
function commands.map()
  local file = vim.fn.tempname() .. ".html"
  client_of.run({ "map", "-o", file }, function()
    local _, problem = vim.ui.open(file)
    if problem then
      client_of.say(("the map is in %s; it can't be opened: %s"):format(file, problem))
    end
  end)
end

--- All routes in the quickfix list.
function commands.routes()
  client_of.run({ "routes", "--format", "json" }, function(text)
    local root = client_of.root()
    local items = vim.tbl_map(function(it)
      return {
        filename = vim.fs.joinpath(root, it.file),
        lnum = it.line,
        text = ("%s %s  %s"):format(it.method, it.path, it.handler),
      }
    end, vim.json.decode(text))
    vim.fn.setqflist({}, " ", { title = "Backline: routes", items = items })
    vim.cmd("botright copen")
  end)
end

function commands.log()
  vim.cmd.tabedit({ vim.fn.fnameescape(vim.lsp.log.get_filename()), mods = { silent = true } })
end

--- What Backline sees here, in a scratch window.
function commands.doctor()
  client_of.run({ "doctor" }, function(text)
    vim.cmd("botright new")
    vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(vim.trim(text), "\n"))
    vim.bo.buftype, vim.bo.bufhidden, vim.bo.modifiable = "nofile", "wipe", false
  end)
end

function commands.restart()
  local clients = vim.lsp.get_clients({ name = "backline" })
  vim.lsp.enable("backline", false)
  vim.iter(clients):each(function(it)
    it:stop()
  end)
  local function over()
    return vim.iter(clients):all(function(it)
      return it:is_stopped()
    end)
  end
  vim.wait(3000, over, 10)
  vim.lsp.enable("backline", true)
end

return M
