"""How the embedded PostgreSQL is made and set."""

import shlex

PORT = 5432
DATABASE = "webmino"
SUPERUSER = "postgres"
# The role owns its database and can make others (tests), as on a server that others look after.
SET_UP = f"CREATE ROLE {DATABASE} LOGIN CREATEDB;\nCREATE DATABASE {DATABASE} OWNER {DATABASE};\n"

# One order of text and one idea of upper and lower case on every machine.
INITDB_OPTIONS = (
    f"--username={SUPERUSER}",
    # Whoever can enter the socket's folder is the server's account or root.
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
SINGLE_USER_OPTIONS = ("--single", "-c", "exit_on_error=on")

# An office's machine that does other things too, with a solid-state disk.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The threads of gunicorn, which each keep a connection, and fifty people.
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    # Compiling costs more than it saves on the short queries of pages.
    "jit": "off",
    # Nobody looks after the log: it holds what went wrong.
    "log_checkpoints": "off",
}
# For tests: fast, and a power cut loses everything.
VOLATILE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


def server_options(socket_folder: str, cluster_name: str, *, durable: bool) -> str:
    """Return the settings as options for a shell: those of this release, whichever release made the data."""
    settings = SETTINGS if durable else SETTINGS | VOLATILE_SETTINGS
    quoted_folder = socket_folder.replace('"', '""')
    own = {
        "port": str(PORT),
        "unix_socket_directories": f'"{quoted_folder}"',
        "cluster_name": cluster_name,
    }
    return " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in (settings | own).items())
