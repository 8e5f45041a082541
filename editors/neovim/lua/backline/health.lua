--- `:checkhealth backline`
local client_of = require("backline.client")

local M = {}
local health = vim.health

local function neovim()
  health.start("Neovim")
  if vim.fn.has("nvim-0.11") == 1 then
    health.ok("Neovim " .. tostring(vim.version()))
  else
    health.error("Neovim " .. tostring(vim.version()) .. " is older than 0.11, which Backline needs.")
  end
end

--- Whether the command runs.
local function command()
  health.start("Command")
  local line = client_of.command_line("--version")
  if vim.fn.executable(line[1]) == 0 then
    health.error(("`%s` is not on the PATH of Neovim."):format(line[1]), {
      "Install it: `pipx install backline` or `uv tool install backline`.",
      'Or name it: `vim.lsp.config("backline", { cmd = { "/full/path/of/backline", "serve" } })`.',
    })
    return false
  end
  local ended = vim.system(line, { text = true }):wait(20000)
  if ended.code ~= 0 then
    health.error(("`%s` fails: %s"):format(table.concat(line, " "), vim.trim(ended.stderr)))
    return false
  end
  health.ok(("%s (%s)"):format(vim.trim(ended.stdout), vim.fn.exepath(line[1])))
  return true
end

local function client()
  health.start("Language server")
  if not vim.lsp.is_enabled("backline") then
    health.warn("It is not enabled.", { 'Put `vim.lsp.enable("backline")` into your init.lua.' })
  end
  local clients = vim.lsp.get_clients({ name = "backline" })
  if #clients == 0 then
    health.info("It is not running; it starts with the first Python file of a project.")
  end
  for _, it in ipairs(clients) do
    local buffers = vim.tbl_count(it.attached_buffers)
    health.ok(
      ("running for %s, buffers: %d, positions in %s"):format(it.root_dir or "no folder", buffers, it.offset_encoding)
    )
  end
  local proposals = #require("backline.proposals").list()
  if proposals > 0 then
    health.info(("proposals that wait: %d; see `:Backline proposals`"):format(proposals))
  end
end

--- What `backline doctor` says of the project and its settings.
local function project()
  health.start("Project")
  local line = client_of.command_line("doctor", "--format", "json", client_of.root())
  local ended = vim.system(line, { text = true }):wait(60000)
  local ok, seen = pcall(vim.json.decode, ended.stdout or "")
  if not ok then
    return health.error(("`%s` fails: %s"):format(table.concat(line, " "), vim.trim(ended.stderr or "")))
  end
  local it = seen.workspace
  health.ok(("%s: files %d, tables %d, routes %d, tests %d"):format(it.root, it.files, it.tables, it.routes, it.tests))
  for _, problem in ipairs(seen.problems) do
    health.warn(problem)
  end
  if #seen.problems == 0 then
    health.ok("no problems with the settings")
  end
end

function M.check()
  neovim()
  if command() then
    client()
    project()
  end
end

return M
