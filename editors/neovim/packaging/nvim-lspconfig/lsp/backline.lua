---@brief
---
--- Backline: a language server for FastAPI, SQLModel and PostgreSQL whose code actions write services, contract tests
--- and better queries.
---
--- It can be installed with `pipx` or `uv`:
--- ```sh
--- pipx install backline
--- uv tool install backline
--- ```
---
--- Settings are in `[tool.backline]` of `pyproject.toml`, and under `settings.backline` here.

---@type vim.lsp.Config
return {
  cmd = { 'backline', 'serve' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'requirements.txt', '.git' },
  settings = {
    backline = {},
  },
}
