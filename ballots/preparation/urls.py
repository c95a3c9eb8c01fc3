from django.urls import URLPattern

the_ballot: list[URLPattern] = []
stations_and_staff: list[URLPattern] = []
urlpatterns = [*the_ballot, *stations_and_staff]
