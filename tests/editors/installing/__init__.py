"""How real editors come to `.editors/`: from Debian's packages, and from npm."""
