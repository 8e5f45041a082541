-- With the real server, found on the PATH, and the sample project: what stands around the text, and the commands
-- that need no action.
local person = require("person")

person.play(function()
  vim.lsp.config("backline", { settings = { backline = { inlayHints = true } } })
  vim.lsp.enable("backline")
  vim.cmd("filetype plugin on")
  vim.cmd.edit("app/routes/teams.py")
  local buffer = vim.api.nvim_get_current_buf()
  local client = person.attached()

  local function ask(method, params)
    local answer = client:request_sync(method, params, 20000, buffer)
    return answer and answer.result or {}
  end
  person.wait("the symbols", function()
    local found = ask("workspace/symbol", { query = "GET /api/v1/teams" })
    return #found > 0
  end)
  person.pick()
  vim.lsp.buf.document_symbol()
  person.wait("the outline", function()
    return vim.iter(vim.fn.getloclist(0)):any(function(it)
      return it.text:find("/api/v1/teams", 1, true) ~= nil
    end)
  end)
  vim.cmd("lclose | wincmd p")
  vim.api.nvim_set_current_buf(buffer)
  person.see("symbols")

  if vim.fn.has("nvim-0.12") == 1 then
    vim.lsp.codelens.enable(true, { bufnr = buffer })
  else
    vim.lsp.codelens.refresh({ bufnr = buffer })
  end
  local function drawn(part)
    vim.cmd("redraw!")
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(buffer, -1, 0, -1, { details = true })) do
      local details = mark[4]
      local texts = vim.list_extend(
        vim.list_slice(details.virt_text or {}),
        vim.iter(details.virt_lines or {}):flatten(1):totable()
      )
      for _, it in ipairs(texts) do
        if it[1]:find(part, 1, true) then
          return true
        end
      end
    end
  end
  person.wait("the lenses", function()
    return drawn("test")
  end)
  person.see("lenses")
  vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  person.wait("the hints", function()
    return drawn("/api/v1")
  end)
  person.see("hints")

  vim.cmd("Backline routes")
  person.wait("the routes", function()
    return #vim.fn.getqflist() > 0
  end)
  local route = vim.fn.getqflist()[1]
  assert(
    route.text:find("/api/v1/", 1, true) and vim.fn.filereadable(vim.fn.bufname(route.bufnr)) == 1,
    vim.inspect(route)
  )
  vim.cmd("cclose")

  vim.cmd("Backline doctor")
  person.wait("the doctor", function()
    return person.text():find("Workspace", 1, true)
  end)
  vim.cmd("close")

  local opened
  vim.ui.open = function(path)
    opened = path
  end
  vim.cmd("Backline map")
  person.wait("the map", function()
    return opened and vim.fn.readfile(opened)[1]:lower():find("<!doctype html", 1, true)
  end)

  vim.cmd("Backline log")
  assert(vim.fn.expand("%"):find("lsp.log", 1, true), vim.fn.expand("%"))
  vim.cmd("tabclose")

  vim.cmd("Backline nothing")
  person.hear("Backline: there is no `:Backline nothing`; there are apply, cancel, doctor,")

  local before = client.id
  vim.cmd("Backline restart")
  vim.api.nvim_set_current_buf(buffer)
  person.wait("a new client", function()
    local now = vim.lsp.get_clients({ bufnr = buffer, name = "backline" })[1]
    return now and now.initialized and now.id ~= before
  end)

  vim.cmd("checkhealth backline")
  local health = person.text()
  local expected = { "OK Neovim", "OK backline, version", "OK running for", "tables 2, routes 3", "no problems" }
  for _, part in ipairs(expected) do
    assert(health:find(part, 1, true), part .. " is not in\n" .. health)
  end
  person.health = health

  vim.cmd("help backline")
  assert(vim.fn.expand("%:t") == "backline.txt")
end)
