"""Addresses of saved views."""

from django.urls import path

from webmino.saved_views import views

urlpatterns = [
    path("", views.view_list, name="saved-view-list"),
    path("enregistrer/", views.view_save, name="saved-view-save"),
    path("<int:pk>/enregistrer/", views.view_update, name="saved-view-update"),
    path("<int:pk>/modifier/", views.view_edit, name="saved-view-edit"),
    path("<int:pk>/supprimer/", views.view_delete, name="saved-view-delete"),
    path("<int:pk>/defaut/", views.view_default, {"default": True}, name="saved-view-default"),
    path("<int:pk>/sans-defaut/", views.view_default, {"default": False}, name="saved-view-no-default"),
]
