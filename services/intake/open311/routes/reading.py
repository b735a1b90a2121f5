"""What anybody may read over Open311: where it is spoken, services, requests, their updates."""

from datetime import UTC, datetime
from typing import Any, NoReturn
from uuid import UUID

from fastapi import Request, Response

from services.intake.categories.domain import Tree
from services.intake.categories.queries import tree_on
from services.intake.open311 import queries
from services.intake.open311.domain.documents import Listing, Record
from services.intake.open311.domain.refusals import (
    FormatUnknown,
    RequestUnknown,
    ResourceUnknown,
    ServiceMissing,
    TokenUnknown,
)
from services.intake.open311.domain.requests import (
    Parameters,
    RequestQuery,
    ids_in,
    page_in,
    request_id_in,
    request_query_in,
    request_record,
    span_in,
    update_record,
)
from services.intake.open311.domain.services import (
    discovery,
    is_specimen,
    service_definition,
    service_list,
    specimen,
)
from services.intake.open311.routes.answering import (
    ANYBODY,
    LIVE_PATH,
    MEDIA_TYPE,
    TEST_PATH,
    Live,
    Params,
    answered,
    open311_router,
    url_of,
)
from services.intake.open311.routes.descriptions import (
    DEFINITION,
    DISCOVERY,
    EXTENSIONS,
    JURISDICTION,
    KEY,
    REQUEST_PARAMETERS,
    REQUESTS,
    SERVICES,
    TOKENS,
    UPDATE_PARAMETERS,
    UPDATES,
    either,
)
from services.intake.open311.web import Web
from services.intake.photos.queries import photo_in_public
from shared.chassis.attachments import Digest
from shared.chassis.pictures import MEDIA_TYPE as PICTURE

NO_CHARSET = ""
"""One checker wants exactly `text/xml` of discovery; others read the document's own line."""
PHOTO, GAP = f"{LIVE_PATH}/media/{{}}.jpg", "%7B%7D"
FOR_A_WHILE = {"Cache-Control": "public, max-age=300"}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
RESOURCES = frozenset({
    "discovery", "services", "requests", "tokens", "servicerequestupdates",
})  # fmt: skip
OF_A_JURISDICTION: dict[str, Any] = {"parameters": JURISDICTION}

discovery_routes = open311_router("/open311")
reading_routes = open311_router()
update_routes = open311_router()
elsewhere_routes = open311_router("/open311")


@discovery_routes.get("/discovery.{form}", include_in_schema=False)
@discovery_routes.get(
    "/v2/discovery.{form}", responses={200: either("Both endpoints", DISCOVERY)}
)
async def get_discovery(web: Web, request: Request, form: str) -> Response:
    """Where Open311 is spoken here, and how to get a key."""
    async with web.database.transaction() as tx:
        today = web.place.day_of(datetime.now(UTC))
        changed_at = await queries.services_changed_at(tx, today)
    document = discovery(
        web.templates.place_name,
        live=url_of(request, LIVE_PATH),
        test=url_of(request, TEST_PATH),
        changed_at=changed_at,
    )
    return answered(form, "discovery", document, charset=NO_CHARSET)


@reading_routes.get(
    "/services.{form}",
    responses={200: either("What can be reported", SERVICES)},
    openapi_extra=OF_A_JURISDICTION,
)
async def get_services(web: Web, params: Params, form: str) -> Response:
    """Everything that can be reported today."""
    return answered(form, "services", service_list(await _tree(web, params)))


@reading_routes.get(
    "/services/{service_code}.{form}",
    responses={200: either("What is asked besides", DEFINITION)},
    openapi_extra=OF_A_JURISDICTION,
)
async def get_service(web: Web, params: Params, service_code: str, form: str) -> Response:
    """What is asked besides about one service."""
    definition = service_definition(await _tree(web, params), service_code)
    return answered(form, "service_definition", definition)


@reading_routes.get("/service_definition.{form}", include_in_schema=False)
async def get_service_definition(web: Web, params: Params, form: str) -> Response:
    """The same at the address it had in drafts; one checker still goes there."""
    if "service_code" not in params:
        raise ServiceMissing
    return await get_service(web, params, params["service_code"], form)


async def _tree(web: Web, params: Parameters) -> Tree:
    async with web.database.transaction() as tx:
        await queries.units_asked_for(tx, params.get("jurisdiction_id", ""), place=web.place)
        return await tree_on(tx, web.place.day_of(datetime.now(UTC)))


@reading_routes.get(
    "/requests.{form}",
    responses={200: either("The requests asked for, the newest first", REQUESTS)},
    openapi_extra={"parameters": REQUEST_PARAMETERS},
)
async def get_requests(web: Web, request: Request, params: Params, form: str) -> Response:
    """Those asked for; the last 90 days if nothing is asked."""
    query = request_query_in(params, now=datetime.now(UTC), zone=web.place.time_zone)
    records = await _requests(web, request, params, query)
    return answered(form, "service_requests", Listing("request", records))


@reading_routes.get(
    "/requests/{service_request_id}.{form}",
    responses={200: either("The request, as a list of one", REQUESTS)},
    openapi_extra={"parameters": [*JURISDICTION, *EXTENSIONS, *KEY]},
)
async def get_request(
    web: Web,
    request: Request,
    params: Params,
    *,
    service_request_id: str,
    form: str,
    live: Live,
) -> Response:
    """One request, as a list of one."""
    if not live and is_specimen(service_request_id):
        records = [await _specimen(web, service_request_id)]
    else:
        query = RequestQuery(ids=(request_id_in(service_request_id),))
        records = await _requests(web, request, params, query)
    if not records:
        raise RequestUnknown
    return answered(form, "service_requests", Listing("request", records))


async def _requests(
    web: Web, request: Request, params: Parameters, query: RequestQuery
) -> list[Record]:
    """The requests of a query, as whoever asks may see them."""
    extended = params.get("extensions", "").lower() == "true"
    photos_at = url_of(request, PHOTO).replace(GAP, "{}")
    async with web.database.transaction() as tx:
        today = web.place.day_of(datetime.now(UTC))
        principal = await queries.principal_in(tx, params, place=web.place, today=today)
        cases = await queries.requests_wanted(tx, query, principal)
        around = await queries.surroundings_of(
            tx, cases, principal, extended=extended, photos_at=photos_at
        )
    return [request_record(case, around, extended=extended) for case in cases]


async def _specimen(web: Web, name: str) -> Record:
    now = datetime.now(UTC)
    async with web.database.transaction() as tx:
        tree = await tree_on(tx, web.place.day_of(now))
    return specimen(name, tree, unit=web.templates.place_name, now=now)


@reading_routes.get(
    "/tokens/{token}.{form}",
    responses={200: either("The request a token stands for", TOKENS)},
    openapi_extra=OF_A_JURISDICTION,
)
async def get_token(web: Web, params: Params, *, token: str, form: str, live: Live) -> Response:
    """The number of the request; what was only tried has its token for one."""
    request_id = token
    if live:
        async with web.database.transaction() as tx:
            today = web.place.day_of(datetime.now(UTC))
            await queries.principal_in(tx, params, place=web.place, today=today)
            request_id = str(await queries.case_of_token(tx, token))
    elif not is_specimen(token):
        raise TokenUnknown
    listing = Listing("request", [{"service_request_id": request_id, "token": token}])
    return answered(form, "service_requests", listing)


@reading_routes.get(
    "/media/{photo_id}.jpg",
    responses={200: {"description": "The photo", "content": {PICTURE: {}}}},
)
async def get_media(web: Web, photo_id: UUID) -> Response:
    """The photo without what it gives away, parts of it covered perhaps."""
    async with web.database.transaction() as tx:
        photo = await photo_in_public(tx, photo_id)
    content = await web.files.content_of(Digest(photo.seen))
    return Response(content, 200, ANYBODY | FOR_A_WHILE, media_type=PICTURE)


@update_routes.get(
    "/servicerequestupdates.{form}",
    responses={200: either("What happened, the oldest first", UPDATES)},
    openapi_extra={"parameters": UPDATE_PARAMETERS},
)
async def get_updates(web: Web, params: Params, form: str) -> Response:
    """Of some requests, or of all within a span; the last 90 days if nothing is asked."""
    now, ids = datetime.now(UTC), ids_in(params)
    span = None if ids is not None else span_in(params, now=now, zone=web.place.time_zone)
    async with web.database.transaction() as tx:
        today = web.place.day_of(now)
        principal = await queries.principal_in(tx, params, place=web.place, today=today)
        steps = await queries.updates_wanted(
            tx, principal, span=span, cases=ids, page=page_in(params)
        )
    listing = Listing("request_update", [update_record(step) for step in steps])
    return answered(form, "service_request_updates", listing)


@elsewhere_routes.api_route(
    "/{rest:path}", methods=METHODS, response_model=None, include_in_schema=False
)
async def nothing_here(rest: str) -> NoReturn:
    """Registered last, for what no other route takes: is the format wrong, or the address?"""
    stem, _, ending = rest.rpartition("/")[2].rpartition(".")
    is_known = not RESOURCES.isdisjoint({stem or ending, *rest.split("/")})
    if is_known and ending not in MEDIA_TYPE:
        raise FormatUnknown
    raise ResourceUnknown
