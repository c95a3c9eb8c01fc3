"""Pages that belong to no app: health, errors, the sheet of components."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from election_office.core import metrics as numbers
from election_office.core import replica, samples
from election_office.core.health import hints, problems
from election_office.core.logs import request_number

NO_DATABASE = "数据库连不上，页面打不开、什么都保存不了；数据库恢复以后平台自动继续。"


@login_not_required
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the office's own monitor: the web server answers and its database does; what else is wrong."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "down", "problems": {"database": NO_DATABASE}}, status=503)
    found = problems()
    answer = {"status": "attention" if found else "ok", "problems": found, "hints": hints()}
    return JsonResponse(answer | replica.report())


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For the office's own Prometheus; without the token of the settings there is no such page."""
    if not numbers.may_read(request):
        raise Http404
    return HttpResponse(numbers.text(), content_type="text/plain; version=0.0.4; charset=utf-8")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    return render(request, "core/components.html", samples.everything(request))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open too long, or its person logged in again elsewhere. ``page_expired`` tells the
    middleware of accounts to keep what was typed."""
    response = render(request, "core/csrf.html", {"back": request.get_full_path()}, status=403)
    response.page_expired = True  # type: ignore[attr-defined]
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/404.html", status=404)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/403.html", {"reason": str(exception)}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Shown without a request's data: the page must render even when the session cannot be read."""
    return render(request, "core/500.html", {"number": request_number()}, status=500)
