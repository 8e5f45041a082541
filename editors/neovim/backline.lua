-- Neovim 0.11 or newer: put this in ~/.config/nvim/lsp/backline.lua and
-- vim.lsp.enable("backline") in your init.lua. Code actions: `gra`, hover: `K`.
return {
  cmd = { "backline", "serve" },
  filetypes = { "python" },
  root_markers = { "pyproject.toml", "requirements.txt", ".git" },
}
