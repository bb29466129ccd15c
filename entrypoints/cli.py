"""The command line. Each command fetches what it needs only when it runs."""

from typing import Annotated

import typer

from entrypoints import launch

app = typer.Typer(
    name="stakazo",
    help="Stakazo: long videos in, clips out, with a colleague you can talk to.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
users = typer.Typer(no_args_is_help=True, help="People who may sign in.")
app.add_typer(users, name="user")

_Url = Annotated[str | None, typer.Option(help="Where Stakazo runs; found by itself here.")]
_Email = Annotated[str | None, typer.Option(help="Sign in as this person.")]
_Parent = Annotated[int | None, typer.Option(hidden=True)]
_Quiet = Annotated[bool, typer.Option(help="Only warnings and worse in the log.")]


@app.command()
def chat(url: _Url = None, email: _Email = None) -> None:
    """Talk to Stakazo in this terminal."""
    from entrypoints.terminal.talk import talk

    settings = launch.settings()
    launch.in_terminal(lambda: talk(settings, launch.wanted(settings, url, email)))


@app.command()
def say(
    message: str,
    thread: Annotated[str | None, typer.Option(help="Go on with this thread.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the whole answer as JSON.")] = False,
    url: _Url = None,
    email: _Email = None,
) -> None:
    """One message, one answer. Exit code 3 when an approval waits for a person."""
    from entrypoints.terminal.oneshot import say_once

    settings = launch.settings()
    wanted = launch.wanted(settings, url, email)
    code = launch.in_terminal(
        lambda: say_once(settings, wanted, message=message, thread=thread, as_json=json)
    )
    raise typer.Exit(code or 0)


@app.command()
def serve() -> None:
    """Run everything on this machine: API, worker, scheduler and the rehearsal server."""
    from entrypoints.start import serve_all

    settings = launch.settings()
    launch.configure_logs(settings, process="serve", quiet=launch.somebody_watches())
    raise typer.Exit(launch.run(lambda: serve_all(settings)))


@app.command()
def api(parent: _Parent = None, quiet: _Quiet = False) -> None:
    """Run the HTTP API alone."""
    launch.be_child(parent)
    from entrypoints import first_admin
    from entrypoints.http.server import PortTaken, serve_api
    from entrypoints.supervisor import GAVE_UP

    settings = launch.settings()
    launch.configure_logs(settings, process="api", quiet=quiet)

    def show(admin: first_admin.FirstAdmin) -> None:
        if parent is not None:
            first_admin.leave(settings.run_folder, admin)
        else:
            launch.tell(settings, "page.first_admin", email=admin.email, password=admin.password)

    try:
        launch.run(lambda: serve_api(settings, show_first_admin=show))
    except PortTaken as error:
        launch.complain(settings, "api.port_taken", host=error.host, port=error.port)
        raise typer.Exit(GAVE_UP) from error


@app.command()
def worker(parent: _Parent = None, quiet: _Quiet = False) -> None:
    """Run a worker alone; any number of them may run, on any number of machines."""
    launch.be_child(parent)
    from entrypoints.worker import run_worker

    settings = launch.settings()
    launch.configure_logs(settings, process="worker", quiet=quiet)
    launch.run(lambda: run_worker(settings))


@app.command()
def scheduler(parent: _Parent = None, quiet: _Quiet = False) -> None:
    """Run the scheduler alone; of several, one at a time is at work."""
    launch.be_child(parent)
    from entrypoints.scheduler import run_scheduler

    settings = launch.settings()
    launch.configure_logs(settings, process="scheduler", quiet=quiet)
    launch.run(lambda: run_scheduler(settings))


@app.command()
def rehearsal(parent: _Parent = None, quiet: _Quiet = False) -> None:
    """Run the rehearsal server alone: it speaks the platform's own protocol."""
    launch.be_child(parent)
    from integrations.clock import SystemClock
    from integrations.rehearsal.server import Conditions
    from integrations.rehearsal.server import serve as serve_rehearsal

    settings = launch.settings()
    launch.configure_logs(settings, process="rehearsal", quiet=quiet)
    callback = settings.rehearsal_callback_url
    find_callback = (lambda: callback.rstrip("/")) if callback else None
    launch.run(
        lambda: serve_rehearsal(
            settings.data / "rehearsal",
            run_dir=settings.run_folder,
            clock=SystemClock(),
            host=settings.rehearsal_host,
            port=settings.rehearsal_port,
            conditions=Conditions(find_callback=find_callback),
        )
    )


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from entrypoints.installation import bring_up_to_date

    settings = launch.settings()
    launch.configure_logs(settings, process="migrate", quiet=True)
    launch.run(lambda: bring_up_to_date(settings))
    launch.tell(settings, "cli.migrated")


@users.command("add")
def add_user(
    email: str,
    role: Annotated[str, typer.Option(help="viewer, editor or admin")] = "viewer",
    locale: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Add a person; the password is asked for, or read from a pipe."""
    from entrypoints.installation import NewPerson, add_person

    settings = launch.settings()
    launch.configure_logs(settings, process="user", quiet=True)
    person = NewPerson.checked(
        email=email, role=role, locale=locale, password=launch.new_password(settings)
    )
    added = launch.run(lambda: add_person(settings, person))
    launch.tell(settings, "cli.user_added", email=added.email, role=added.role.value)


@app.command()
def doctor() -> None:
    """Say what is configured, what is missing, and what would fix it."""
    from entrypoints.doctor import examine

    settings = launch.settings()
    launch.configure_logs(settings, process="doctor", quiet=True)
    raise typer.Exit(launch.run(lambda: examine(settings)))


@app.command()
def demo(
    video: Annotated[str | None, typer.Option(help="A video of your own: path or URL.")] = None,
    locale: Annotated[str | None, typer.Option(help="en or es")] = None,
) -> None:
    """Show a video's whole way, start to finish, with nothing to set up."""
    from entrypoints.demo import run_demo

    raise typer.Exit(run_demo(video=str(video) if video else None, locale=locale))


if __name__ == "__main__":
    app()
