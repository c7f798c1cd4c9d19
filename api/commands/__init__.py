"""The commands, one file per family; `api.command_line` puts them together."""
