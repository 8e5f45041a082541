-- `:Backline`, and the progress display once a client is attached. Nothing else happens at start.
if vim.g.loaded_backline then
  return
end
vim.g.loaded_backline = true

vim.api.nvim_create_user_command("Backline", function(command)
  require("backline.command").run(command.fargs)
end, {
  nargs = "+",
  desc = "Backline: apply, undo, cancel, proposals, map, routes, log, doctor, restart",
  complete = function(lead, line)
    return require("backline.command").complete(lead, line)
  end,
})

vim.api.nvim_create_autocmd("LspProgress", {
  group = vim.api.nvim_create_augroup("backline.progress", {}),
  desc = "Show what Backline is doing",
  callback = function(event)
    require("backline.progress").update(event.data.client_id, event.data.params)
  end,
})
