"""A small hub that takes uploads into a vault, as a real server process: for tests and benchmarks.

python receiver.py HOME TEMP LIMIT        prints its port, then serves until it is killed
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import django
import waitress
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from vaults import CANARY

from lanterne.hub.upload.body import seal_requests
from lanterne.hub.upload.receive import receiving
from lanterne.hub.upload.ticket import FORM, by_ticket, hand_out
from lanterne.vault import open_vault


def token(request: HttpRequest) -> HttpResponse:
    """What the page with the form has: its token, and a ticket."""
    response = HttpResponse(get_token(request))
    hand_out(response, secure=False)
    return response


@csrf_exempt
def add(request: HttpRequest) -> HttpResponse:
    vault, limit = settings.VAULT, settings.LIMIT
    with receiving(request, vault, "north", limit=limit) as upload:
        return inner(request, upload)


@csrf_protect
def inner(request: HttpRequest, upload: Any) -> HttpResponse:
    fields = {name: request.POST[name] for name in request.POST}
    if "fail" in fields:
        raise RuntimeError
    upload.keep()
    return JsonResponse(
        {
            "files": [[f.name, f.size, f.file_id, f.table_kind.value] for f in upload.files],
            "refusals": [[r.name, r.rule, r.sentence] for r in upload.refusals],
            "request_files": [str(f.name) for f in request.FILES.getlist("cases")],
            "fields": sorted(fields),
        }
    )


def page(request: HttpRequest) -> HttpResponse:
    """A page of much that is sensitive."""
    return HttpResponse(settings.PAGE)


urlpatterns = [path("token", token), path("add", add), path("page", page)]


def main(home: Path, temporary: Path, limit: int, *bare: str) -> None:
    vault = open_vault(home)
    leftovers = vault.recover()
    settings.configure(
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["127.0.0.1"],
        SECRET_KEY="for tests",
        MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
        FILE_UPLOAD_HANDLERS=["lanterne.hub.upload.receive.NoFiles"],
        USE_I18N=False,
        VAULT=vault,
        LIMIT=limit,
        PAGE=CANARY * 400_000,
    )
    django.setup(set_prefix=False)
    server = waitress.create_server(
        get_wsgi_application(), host="127.0.0.1", port=0, threads=4, ident=None
    )

    if not bare:
        seal_requests(server, by_ticket(limit + FORM), temporary)
    print(server.effective_port, leftovers, flush=True)
    server.run()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
