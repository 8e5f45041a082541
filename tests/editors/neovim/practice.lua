-- With the practice server: what a person does with any action, through the plugin's own commands.
local person = require("person")

person.play(function()
  vim.lsp.config("backline", { cmd = vim.json.decode(vim.env.BACKLINE_COMMAND) })
  vim.lsp.enable("backline")
  vim.cmd("filetype plugin on")
  vim.cmd.edit("app/models.py")
  local buffer = vim.api.nvim_get_current_buf()
  local before = person.text()
  local client = person.attached()
  assert(client.root_dir == vim.fn.getcwd(), client.root_dir)
  person.see("start")

  person.wait("the finding", function()
    return vim.diagnostic.get(buffer)[1]
  end)
  assert(vim.diagnostic.get(buffer)[1].code == "BL900")
  person.see("findings")

  vim.api.nvim_win_set_cursor(0, { 4, 6 })
  vim.lsp.buf.hover()
  person.wait("the hover", function()
    return person.float("class HERO")
  end)
  person.press("<C-w>w")
  person.press("<C-w>c")
  person.see("hover")

  local function completed(line)
    return vim.fn.getcompletion(line, "cmdline")
  end
  assert(vim.tbl_contains(completed("Backline ca"), "cancel"))
  person.wait("the completion of actions", function()
    return vim.deep_equal(completed("Backline apply ma"), { "make" })
  end)
  person.pick()
  vim.cmd("Backline apply")
  local titles = person.wait("the menu", function()
    return person.titles
  end)
  assert(vim.tbl_contains(titles, "slow") and vim.tbl_contains(titles, "Write it small"), vim.inspect(titles))
  person.see("menu")

  -- Progress, and cancel. The gate is a pipe: the action waits for a letter, and the shell for the action.
  -- A letter that nobody took would let the next action go on too early: wait until it is taken.
  local function open_gate()
    vim.system({ "sh", "-c", "printf x > gate" }, { timeout = 20000 }):wait()
  end
  local progress = require("backline.progress")
  local function begin_slow()
    vim.cmd("Backline apply slow")
    person.wait("the progress", function()
      return progress.status() ~= "" and person.float("slow")
    end)
  end
  begin_slow()
  person.see("progress")
  vim.cmd("Backline cancel")
  person.hear("“slow” was cancelled; nothing was written.")
  person.wait("the end of the progress", function()
    return progress.status() == "" and not person.float()
  end)
  open_gate()
  assert(person.text() == before and vim.fn.isdirectory("app/deep") == 0)
  vim.cmd("Backline cancel")
  person.hear("Backline: nothing is running.")
  person.see("cancel")

  -- Typing while an action is at work: once so late that the server can't know of it, once so that it does.
  for _, known in ipairs({ false, true }) do
    begin_slow()
    vim.api.nvim_buf_set_lines(buffer, 0, 0, false, { "# typed" })
    if known then
      vim.lsp.buf_request_sync(
        buffer,
        "textDocument/documentSymbol",
        { textDocument = { uri = vim.uri_from_bufnr(0) } }
      )
    end
    open_gate()
    person.hear("The files changed while “slow” was at work, so nothing was written. Choose it again.")
    assert(person.text(buffer) == "# typed\n" .. before, person.text(buffer))
    assert(vim.fn.filereadable("app/deep/made.py") == 0)
    vim.cmd("silent undo")
    assert(person.text(buffer) == before)
  end
  person.see("typing")

  -- A change in the file at hand and a new one: applied, taken back, applied again and saved.
  vim.cmd("Backline apply make")
  person.hear("Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py.")
  vim.cmd("Backline undo")
  person.hear("")
  assert(person.text(buffer) == before, person.text(buffer))
  assert(vim.fn.filereadable("app/deep/made.py") == 0)
  person.see("undo")
  vim.cmd("Backline apply make")
  person.hear("Made app/deep/made.py. Look at it. Not saved yet: app/deep/made.py and app/models.py.")
  vim.cmd("silent wall")
  person.see("create")
  person.see("action")

  -- A change of other files waits; it is read, kept, read again and discarded, and at last applied.
  vim.cmd("edit app/other.py | edit #")
  vim.fn.delete("app/deep", "rf")
  vim.cmd("silent! bwipeout! app/deep/made.py")
  local function propose()
    vim.api.nvim_win_set_cursor(0, { 4, 6 })
    vim.cmd("Backline apply wide")
    person.hear("“wide” waits for you (3 files): apply, preview or discard it with the code actions of line 4.")
    person.wait("the proposal", function()
      return #require("backline.proposals").list() == 1
    end)
  end
  local function look()
    vim.cmd("Backline proposals")
    person.wait("the diff", function()
      return person.float("+++ b/app/deep/made.py")
    end)
  end
  propose()
  look()
  person.press("q")
  assert(not person.float("+++ b/app/deep/made.py"))
  look()
  person.press("d")
  person.wait("the end of the proposal", function()
    return #require("backline.proposals").list() == 0
  end)
  vim.cmd("Backline proposals")
  person.hear("Backline: no proposal is waiting.")
  propose()
  look()
  person.press("a")
  person.hear("Made it wide.")
  vim.cmd("silent wall")
  person.see("proposal")

  vim.api.nvim_win_set_cursor(0, { 4, 6 })
  person.pick("Write it small")
  vim.cmd("Backline apply")
  person.wait("the quick fix", function()
    return person.text(buffer):find("class Hero(", 1, true)
  end)
  vim.cmd("silent wall")
  person.see("quick-fix")
end)
