"""The steps of the order wizard up to the saving one."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from trastienda.demo.portal import fields
from trastienda.demo.portal.catalogue import PLANS, TECHNOLOGIES, plan_text, technology_text
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.site import Site, see_other, signed_in

PATHS = {1: "/pedidos/nuevo/titular", 2: "/pedidos/nuevo/linea", 3: "/pedidos/nuevo/documentos"}
_TITLES = {1: "Titular", 2: "Línea y tarifa", 3: "Documentos y consentimientos"}


@signed_in("wizard")
async def start(request: Request, site: Site, session: Session) -> Response:
    """Throw an older draft away, begin with the holder."""
    session.draft = {}
    site.storage.sessions.keep_draft(session)
    return see_other(PATHS[1])


@signed_in("wizard")
async def show_holder(request: Request, site: Site, session: Session) -> Response:
    """Step 1."""
    return step_page(site, session, 1)


@signed_in("wizard")
async def show_line(request: Request, site: Site, session: Session) -> Response:
    """Step 2, once step 1 is complete."""
    return _when_complete(site, session, 2)


@signed_in("wizard")
async def show_documents(request: Request, site: Site, session: Session) -> Response:
    """Step 3, once steps 1 and 2 are complete."""
    return _when_complete(site, session, 3)


@signed_in("wizard")
async def take_holder(request: Request, site: Site, session: Session) -> Response:
    """Take step 1 in, or show it again with what is wrong."""
    return await _take(request, site, session, 1)


@signed_in("wizard")
async def take_line(request: Request, site: Site, session: Session) -> Response:
    """Take step 2 in, or show it again with what is wrong."""
    return await _take(request, site, session, 2)


@signed_in("wizard")
async def cancel(request: Request, site: Site, session: Session) -> Response:
    """Throw the draft away, back to the list."""
    session.draft = {}
    site.storage.sessions.keep_draft(session)
    return see_other("/pedidos")


def step_page(site: Site, session: Session, step: int, errors: Mapping[str, str] | None = None) -> Response:
    """One step with the draft's values, with its errors when it was refused."""
    technology, plan = session.draft.get("f_06", ""), session.draft.get("f_07", "")
    return site.render(
        f"paso{step}.html",
        session=session,
        step=step,
        titles=_TITLES,
        inputs={each.stores: each for each in fields.of_step(step)},
        values={each.name: session.draft.get(each.name, "") for each in fields.INPUTS},
        errors=dict(errors or {}),
        labels={each.name: each.label for each in fields.INPUTS},
        technologies=TECHNOLOGIES,
        plans=PLANS.get(technology, {}),
        chosen={"technology": technology_text(technology), "plan": plan_text(technology, plan)},
    )


def first_refused(session: Session, site: Site, upto: int) -> int | None:
    """The first step up to `upto` that the draft does not fill rightly."""
    today = site.clock().date()
    for step in range(1, upto + 1):
        if fields.complaints(step, session.draft, today=today):
            return step
    return None


def _when_complete(site: Site, session: Session, step: int) -> Response:
    missing = first_refused(session, site, step - 1)
    return step_page(site, session, step) if missing is None else see_other(PATHS[missing])


async def _take(request: Request, site: Site, session: Session, step: int) -> Response:
    session.draft.update(fields.taken(step, await request.form()))
    site.storage.sessions.keep_draft(session)
    errors = fields.complaints(step, session.draft, today=site.clock().date())
    return step_page(site, session, step, errors) if errors else see_other(PATHS[step + 1])
