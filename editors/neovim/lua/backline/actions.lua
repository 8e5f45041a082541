--- Backline's own code actions at a place, without those of other servers.
local client_of = require("backline.client")

local M = {}

local function params(client, buffer, range, only)
  return {
    textDocument = vim.lsp.util.make_text_document_params(buffer),
    range = range or vim.lsp.util.make_range_params(0, client.offset_encoding).range,
    context = { diagnostics = {}, only = only, triggerKind = 1 },
  }
end

--- `done` gets the actions at a range (the cursor without one), of these kinds (all without).
function M.ask(client, buffer, range, only, done)
  client:request("textDocument/codeAction", params(client, buffer, range, only), function(problem, found)
    if problem then
      client_of.say(problem.message)
    else
      done(found or {})
    end
  end, buffer)
end

--- The same at once, for completion: nothing when the server is slow.
function M.now(client, buffer)
  local answer = client:request_sync("textDocument/codeAction", params(client, buffer), 500, buffer)
  return answer and answer.result or {}
end

--- The name of an action in docs/actions.md, such as "generate-service"; nil for a quick fix or Cancel.
function M.id(action)
  local argument = action.command and action.command.command == "backline.apply" and action.command.arguments[1]
  return argument and argument.action or nil
end

--- Do what the person chose.
function M.choose(client, action)
  if action.edit then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
  if action.command then
    client:exec_cmd(action.command)
  end
end

return M
