from django.urls import path

from villages.plan import views

urlpatterns = [
    path("cycles/<int:pk>/steps/", views.cycle_steps, name="cycle_steps"),
    path("cycles/<int:pk>/steps/add/", views.own_step_add, name="own_step_add"),
    path("plan-steps/<int:pk>/remove/", views.own_step_remove, name="own_step_remove"),
    path("cycles/<int:pk>/days/", views.village_days, name="village_days"),
    path("cycles/<int:pk>/paste/", views.plan_paste, name="plan_paste"),
    path("cycles/<int:pk>/amend/step/", views.amend_step, name="amend_step"),
    path("cycles/<int:pk>/amend/owner/", views.amend_owner, name="amend_owner"),
    path("cycles/<int:pk>/amend/day/", views.amend_day, name="amend_day"),
    path("cycles/<int:pk>/join/", views.village_join, name="village_join"),
    path("cycles/<int:pk>/plan.pdf", views.plan_print, {"form": "plan"}, name="plan_print"),
    path("cycles/<int:pk>/wall.pdf", views.plan_print, {"form": "wall"}, name="wall_print"),
]
