// The README as marketplaces and editors show it: both know no relative addresses, so pictures come from the repository.

const FOLDER = "editors/vscode";
const HOSTS = { "github.com": "raw/HEAD", "gitlab.com": "-/raw/HEAD" };

/** The page, with the pictures' addresses in `repository`; without them as long as there is no public repository. */
export function pageOf(readme, repository) {
  if (repository === undefined) return readme.replace(/^!\[.*\]\(images\/.*\)\n/gm, "").replace(/\n{3,}/g, "\n\n");
  const url = new URL(repository.replace(/^git\+/, "").replace(/\.git$/, ""));
  const raw = HOSTS[url.hostname];
  if (raw === undefined) throw new Error(`Where ${url.hostname} keeps the files of a repository is not known: see readme.mjs.`);
  return readme.replaceAll("](images/", `](${url.href}/${raw}/${FOLDER}/images/`);
}
