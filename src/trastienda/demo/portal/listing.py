"""The pages that show orders: the list, one order, its confirmation."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from trastienda.demo.portal.formats import shown_moment
from trastienda.demo.portal.orders import PAGE_SIZE
from trastienda.demo.portal.sessions import Session
from trastienda.demo.portal.site import NO_ORDER, Site, signed_in

COLUMNS: tuple[tuple[str, str], ...] = (
    ("numero", "Nº de pedido"),
    ("referencia", "Referencia del distribuidor"),
    ("titular", "Titular"),
    ("documento", "Documento"),
    ("linea", "Línea"),
    ("tarifa", "Tarifa"),
    ("cuota", "Cuota mensual"),
    ("alta", "Fecha de alta"),
    ("estado", "Estado"),
)


@signed_in("list")
async def show_list(request: Request, site: Site, session: Session) -> Response:
    """The orders that match the query, sorted, twenty a page."""
    return _list(request, site, session, path="/pedidos")


@signed_in("list")
async def show_own(request: Request, site: Site, session: Session) -> Response:
    """The orders that the signed-in account entered, since a day."""
    return _list(request, site, session, path="/pedidos/propios", account=session.account)


def _list(request: Request, site: Site, session: Session, *, path: str, account: str = "") -> Response:
    query = request.query_params.get("q", "").strip()
    since = request.query_params.get("desde", "")
    sort = request.query_params.get("orden", "-numero")
    wanted = request.query_params.get("pagina", "1")
    page = site.storage.orders.search(
        query,
        sort=sort,
        page=int(wanted) if wanted.isdecimal() else 1,
        now=site.clock(),
        account=account,
        since=since,
    )

    def link(**changes: str) -> str:
        values = {"q": query, "desde": since, "orden": sort, "pagina": "1", **changes}
        return f"{path}?" + urlencode({name: value for name, value in values.items() if value})

    columns = [
        {
            "label": label,
            "sorted": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
            "url": link(orden=f"-{key}" if sort == key else key),
        }
        for key, label in COLUMNS
    ]
    first = (page.page - 1) * PAGE_SIZE + 1
    return site.render(
        "lista.html",
        session=session,
        title="Mis pedidos" if account else "Pedidos",
        path=path,
        since=since,
        query=query,
        sort=sort,
        columns=columns,
        page=page,
        first=first,
        last=first + len(page.orders) - 1,
        previous=link(pagina=str(page.page - 1)) if page.page > 1 else "",
        following=link(pagina=str(page.page + 1)) if page.page < page.pages else "",
    )


@signed_in("detail")
async def show_order(request: Request, site: Site, session: Session) -> Response:
    """One order with all its values."""
    order = site.storage.orders.get(request.path_params["number"], now=site.clock())
    if order is None:
        return site.say(NO_ORDER, session=session)
    return site.render("pedido.html", session=session, order=order, content=order.content)


@signed_in("detail")
async def give_receipt(request: Request, site: Site, session: Session) -> Response:
    """The receipt of one order, as a file whose name tells whose it is."""
    order = site.storage.orders.get(request.path_params["number"], now=site.clock())
    if order is None:
        return site.say(NO_ORDER, session=session)
    lines = [
        f"Justificante del pedido {order.number}",
        f"Titular: {order.content.holder_name}, {order.content.holder_id}",
        f"Tarifa: {order.content.plan}",
        f"Registrado: {shown_moment(order.created_at)}",
    ]
    name = quote(f"justificante {order.content.holder_name}.txt")
    return PlainTextResponse(
        "\r\n".join(lines), headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    )


@signed_in("confirmation")
async def show_confirmation(request: Request, site: Site, session: Session) -> Response:
    """The page after saving. It knows the number even when the order is not to be seen yet."""
    number = request.path_params["number"]
    known = session.draft.get("saved") == number or site.storage.orders.get(number, now=None) is not None
    if not known:
        return site.say(NO_ORDER, session=session)
    return site.render("confirmacion.html", session=session, number=number)
