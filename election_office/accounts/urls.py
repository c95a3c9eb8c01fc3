from django.urls import path

from election_office.accounts import staff_views, views
from election_office.accounts.second import views as second_views

app_name = "accounts"
urlpatterns = [
    path("login/", views.OfficeLogin.as_view(), name="login"),
    path("login/second/", second_views.second_login, name="second_login"),
    path("me/second/", second_views.second, name="second"),
    path("me/second/begin/", second_views.second_begin, name="second_begin"),
    path("me/second/codes/", second_views.second_codes, name="second_codes"),
    path("me/second/end/", second_views.second_end, name="second_end"),
    path("staff/<int:pk>/second/", second_views.second_reset, name="second_reset"),
    path("staff/duties/", staff_views.duties, name="duties"),
    path("logout/", views.logout_view, name="logout"),
    path("password/", views.password_change, name="password_change"),
    path("typed/", views.typed_keep, name="typed_keep"),
    path("typed/discard/", views.typed_discard, name="typed_discard"),
    path("me/", views.profile, name="profile"),
    path("me/sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("staff/", staff_views.staff_list, name="staff_list"),
    path("staff/new/", staff_views.staff_create, name="staff_create"),
    path("staff/<int:pk>/", staff_views.staff_detail, name="staff_detail"),
    path("staff/<int:pk>/edit/", staff_views.staff_edit, name="staff_edit"),
    path("staff/<int:pk>/password/", staff_views.staff_password_reset, name="staff_password_reset"),
    path("staff/<int:pk>/deactivate/", staff_views.staff_deactivate, name="staff_deactivate"),
    path("staff/<int:pk>/reactivate/", staff_views.staff_reactivate, name="staff_reactivate"),
    path("staff/<int:pk>/assign/", staff_views.assignment_create, name="assignment_create"),
    path("assignments/<int:pk>/end/", staff_views.assignment_end, name="assignment_end"),
]
