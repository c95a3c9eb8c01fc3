from django.urls import URLPattern, path

from ballots.preparation.views import ballot, marks, opening, overview, staff, stations, stock

the_ballot: list[URLPattern] = [
    path("elections/<int:election_id>/preparation/", overview.preparation, name="preparation"),
    path("elections/<int:election_id>/preparation/design/", ballot.design, name="prepare_design"),
    path("elections/<int:election_id>/preparation/print/", ballot.print_ballots, name="prepare_print"),
    path("elections/<int:election_id>/preparation/master/", ballot.master, name="prepare_master"),
    path(
        "elections/<int:election_id>/preparation/master.docx", ballot.master_docx, name="prepare_master_word"
    ),
    path("elections/<int:election_id>/preparation/draw/", marks.draw, name="prepare_draw"),
    path(
        "elections/<int:election_id>/preparation/draw/print/",
        marks.draw_for_printing,
        name="prepare_draw_print",
    ),
    path("townships/<int:pk>/ballot-marks/", marks.marks, name="marks"),
    path("ballot-marks/<int:pk>/end/", marks.mark_end, name="mark_end"),
    path("elections/<int:election_id>/preparation/stock/", stock.stock, name="prepare_stock"),
    path("elections/<int:election_id>/preparation/stock/add/", stock.stock_add, name="prepare_stock_add"),
    path(
        "elections/<int:election_id>/preparation/stock/difference/",
        stock.stock_difference,
        name="prepare_stock_difference",
    ),
    path("elections/<int:election_id>/preparation/stock/book/", stock.stock_book, name="prepare_stock_book"),
    path("stock-movements/<int:pk>/strike/", stock.stock_strike, name="prepare_stock_strike"),
]
ROUND = "elections/<int:election_id>/preparation/"
stations_and_staff: list[URLPattern] = [
    path(f"{ROUND}stations/", stations.station_list, name="stations"),
    path("boxes/<int:pk>/station/", stations.station_edit, name="station_edit"),
    path("boxes/<int:pk>/approval/", stations.station_approve, name="station_approve"),
    path("boxes/<int:pk>/mobile-voters/", stations.mobile_voters, name="mobile_voters"),
    path("mobile-voters/<int:pk>/remove/", stations.mobile_voter_remove, name="mobile_voter_remove"),
    path(f"{ROUND}staff/", staff.staff_list, name="staff"),
    path(f"{ROUND}staff/add/", staff.worker_add, name="worker_add"),
    path(f"{ROUND}staff/search/", staff.worker_search, name="worker_search"),
    path(f"{ROUND}staff/carry-over/", staff.staff_carry, name="staff_carry"),
    path("poll-workers/<int:pk>/assign/", staff.worker_assign, name="worker_assign"),
    path("poll-workers/<int:pk>/remove/", staff.worker_remove, name="worker_remove"),
    path(f"{ROUND}opening/", opening.openings, name="openings"),
    path(f"{ROUND}opening/sheet/", stations.opening_sheet, name="opening_sheet"),
    path("boxes/<int:pk>/opening/", opening.opening, name="opening"),
    path(f"{ROUND}notices/", opening.notice_list, name="notices"),
]
urlpatterns = [*the_ballot, *stations_and_staff]
