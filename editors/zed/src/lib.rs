//! Tells Zed how to start Backline: the command of the settings, or the one on the PATH of the project's shell.

use zed_extension_api::{self as zed, settings::LspSettings, LanguageServerId, Result};

struct Backline;

impl zed::Extension for Backline {
    fn new() -> Self {
        Backline
    }

    fn language_server_command(&mut self, id: &LanguageServerId, worktree: &zed::Worktree) -> Result<zed::Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree).ok().and_then(|it| it.binary);
        let (path, arguments, env) = binary.map_or((None, None, None), |it| (it.path, it.arguments, it.env));
        let command = path
            .or_else(|| worktree.which("backline"))
            .ok_or("Backline is not on the PATH. Install it with `pipx install backline` or `uv tool install backline`.")?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["serve".to_string()]),
            env: worktree.shell_env().into_iter().chain(env.unwrap_or_default()).collect(),
        })
    }

    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<Option<zed::serde_json::Value>> {
        Ok(LspSettings::for_worktree(id.as_ref(), worktree)?.settings)
    }
}

zed::register_extension!(Backline);
