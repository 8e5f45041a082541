--- The running client, and the program behind it.
local M = {}

--- The client of a buffer, or any other of ours; nil, with a message, when there is none.
function M.find(buffer)
  local found = vim.lsp.get_clients({ name = "backline", bufnr = buffer or 0 })[1]
    or vim.lsp.get_clients({ name = "backline" })[1]
  if not found then
    M.say("Backline is not running here. Open a Python file of the project, or see :checkhealth backline.")
  end
  return found
end

--- Ask the server to do something; it answers at once and says itself what became of it.
function M.execute(client, command, argument)
  client:request("workspace/executeCommand", { command = command, arguments = { argument } }, function(problem)
    if problem then
      M.say(problem.message)
    end
  end)
end

--- The command line of the same program: `backline serve` without its `serve`, with these arguments.
function M.command_line(...)
  local command = (vim.lsp.config.backline or {}).cmd
  command = type(command) == "table" and vim.list_slice(command) or { "backline" }
  for index, it in ipairs(command) do
    if it == "serve" then
      command = vim.list_slice(command, 1, index - 1)
      break
    end
  end
  return vim.list_extend(command, { ... })
end

--- The folder that the command line is to look at.
function M.root()
  local client = vim.lsp.get_clients({ name = "backline", bufnr = 0 })[1]
  return client and client.root_dir
    or vim.fs.root(0, { "pyproject.toml", "requirements.txt", ".git" })
    or vim.fn.getcwd()
end

--- Run the command line beside the editor. `done` gets what it wrote, or nothing after a message.
function M.run(arguments, done)
  local command = M.command_line(unpack(arguments))
  local ok, problem = pcall(vim.system, command, { text = true, cwd = M.root() }, function(ended)
    vim.schedule(function()
      -- 1: findings, 2: a setting is wrong. Both are answers when there is a text.
      if ended.code ~= 0 and ended.stdout == "" then
        M.say(("`%s` failed: %s"):format(table.concat(command, " "), vim.trim(ended.stderr)))
      else
        done(ended.stdout)
      end
    end)
  end)
  if not ok then
    M.say(("`%s` can't be started: %s"):format(command[1], problem))
  end
end

function M.say(message)
  vim.notify("Backline: " .. message, vim.log.levels.WARN)
end

return M
