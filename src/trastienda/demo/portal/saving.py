"""The one POST that saves an order, with everything that can be made to go wrong around it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from trastienda.demo.portal import fields
from trastienda.demo.portal.faults import Fault, FaultKind
from trastienda.demo.portal.formats import compact
from trastienda.demo.portal.orders import Content
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.site import BROKEN, FORGED, SESSION_GONE, Site, genuine, see_other, site_of
from trastienda.demo.portal.wire import HungUp
from trastienda.demo.portal.wizard import PATHS, first_refused, step_page


@dataclass(frozen=True, slots=True)
class _Post:
    """One saving POST: whom it concerns and under which id its outcome is noted."""

    site: Site
    id: int
    marker: str
    document: str
    account: str

    def fault(self, kind: FaultKind) -> Fault | None:
        return self.site.storage.faults.fire(
            kind, "save", marker=self.marker, document=self.document, account=self.account
        )

    def note(self, outcome: str, number: str | None = None) -> None:
        self.site.storage.note_outcome(self.id, outcome, number)


async def take_order(request: Request) -> Response:
    """Save the drafted order. The POST is counted before anything else is looked at."""
    site = site_of(request)
    form = await request.form()
    session = site.session_of(request)
    post = _arrived(site, session, form)
    if (closed := site.maintenance("save", post.account)) is not None:
        post.note("maintenance")
        return closed
    if session is None:
        post.note("no_session")
        return site.to_login(request)
    if not genuine(session, form):
        post.note("forged")
        return site.say(FORGED, session=session)
    if (broken := _before_commit(post, session)) is not None:
        return broken
    confirmed = form.get("confirmar") == "si"
    if not confirmed:
        session.draft.update(fields.taken(3, form))
        site.storage.sessions.keep_draft(session)
    if (refusal := _refused(post, session)) is not None:
        return refusal
    content = fields.content_of(session.draft)
    forced = post.fault(FaultKind.DUPLICATE_WARNING) is not None
    if not confirmed and (forced or site.storage.orders.holds_twin(content, now=site.clock())):
        post.note("duplicate_warning")
        return site.render("duplicado.html", session=session, reference=session.draft.get("f_14", ""))
    return await _commit(post, session, content)


def _arrived(site: Site, session: Session | None, form: FormData) -> _Post:
    marker = str(form.get("f_14", "")).strip()
    document = compact(session.draft.get("f_01", "")) if session else ""
    account = session.account if session else ""
    number = site.storage.note_post(now=site.clock(), marker=marker, document=document, account=account)
    return _Post(site, number, marker, document, account)


def _before_commit(post: _Post, session: Session) -> Response | None:
    if post.fault(FaultKind.SESSION_EXPIRED_BEFORE_COMMIT):
        post.note("session_expired_before_commit")
        post.site.storage.sessions.close(session.token)
        return see_other(SESSION_GONE)
    if post.fault(FaultKind.ERROR_500_BEFORE_COMMIT):
        post.note("error_500_before_commit")
        return post.site.say(BROKEN, session=session)
    if drop := post.fault(FaultKind.DROP_BEFORE_COMMIT):
        post.note("drop_before_commit")
        return HungUp(drop.how)
    return None


def _refused(post: _Post, session: Session) -> Response | None:
    errors = fields.complaints(3, session.draft, today=post.site.clock().date())
    if errors:
        post.note("refused")
        return step_page(post.site, session, 3, errors)
    # A draft of another tab, or none at all: the step that is wrong is shown again.
    if (missing := first_refused(session, post.site, 2)) is not None:
        post.note("refused")
        return see_other(PATHS[missing])
    return None


async def _commit(post: _Post, session: Session, content: Content) -> Response:
    slow = post.fault(FaultKind.SLOW_PAGE)
    if slow is not None and slow.when == "before_commit":
        # The order is saved after the pause even when the browser has given up meanwhile.
        await asyncio.sleep(slow.seconds)
    number = _save(post, session, content)
    if slow is not None and slow.when == "after_commit":
        await asyncio.sleep(slow.seconds)
    return _after_commit(post, session, number)


def _save(post: _Post, session: Session, content: Content) -> str:
    site = post.site
    now = site.clock()
    visible_from = now
    with site.storage.transaction():
        if late := post.fault(FaultKind.LATE_VISIBILITY):
            visible_from = now + timedelta(seconds=late.seconds)
        number = _insert(post, _altered(post, content), now, visible_from)
        session.draft["saved"] = number
        site.storage.sessions.keep_draft(session)
        if post.fault(FaultKind.SUCCESS_WITHOUT_ORDER):
            site.storage.orders.remove(number)
            post.note("success_without_order")
        elif post.fault(FaultKind.COMMITTED_TWICE):
            second = _insert(post, content, now, visible_from)
            post.note("saved", f"{number} {second}")
        else:
            post.note("saved", number)
    return number


def _insert(post: _Post, content: Content, now: datetime, visible_from: datetime) -> str:
    return post.site.storage.orders.add(
        content, now=now, visible_from=visible_from, account=post.account, origin="portal"
    )


def _altered(post: _Post, content: Content) -> Content:
    """The content as a portal with a bug stores it."""
    if cut := post.fault(FaultKind.TRUNCATE_FIELD):
        content = content.changed(**{cut.field: getattr(content, cut.field)[: cut.length]})
    if wrong := post.fault(FaultKind.WRONG_PRICE):
        amount = wrong.amount or f"{Decimal(content.monthly_fee) + 1:.2f}"
        content = content.changed(monthly_fee=amount)
    return content


def _after_commit(post: _Post, session: Session, number: str) -> Response:
    if post.fault(FaultKind.ERROR_500_AFTER_COMMIT):
        post.note("error_500_after_commit")
        return post.site.say(BROKEN, session=session)
    if drop := post.fault(FaultKind.DROP_AFTER_COMMIT):
        post.note("drop_after_commit")
        return HungUp(drop.how)
    if half := post.fault(FaultKind.HALF_RESPONSE_AFTER_COMMIT):
        post.note("half_response_after_commit")
        return HungUp(half.how, sent=b"<!doctype html><html lang=es><title>Pedido</title><body><h1>Pedi")
    if post.fault(FaultKind.SESSION_EXPIRED_AFTER_COMMIT):
        post.note("session_expired_after_commit")
        post.site.storage.sessions.close(session.token)
        return see_other(SESSION_GONE)
    return see_other(f"/pedidos/{number}/confirmacion")
