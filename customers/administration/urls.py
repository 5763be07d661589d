"""Addresses under Paramètres administratifs of what is asked about customers, and of users."""

from django.urls import path

from customers.administration import code_lists, reassignments, routes, salespeople, users
from webmino.audience import permitted

urlpatterns = [
    path(
        "vendeurs/",
        permitted("customers.view_salesperson")(salespeople.SalespersonList.as_view()),
        name="salesperson-list",
    ),
    path(
        "vendeurs/nouveau/",
        permitted("customers.add_salesperson")(salespeople.SalespersonEdit.as_view()),
        name="salesperson-create",
    ),
    path(
        "vendeurs/<int:pk>/modifier/",
        permitted("customers.change_salesperson")(salespeople.SalespersonEdit.as_view()),
        name="salesperson-edit",
    ),
    path(
        "vendeurs/<int:pk>/activer/",
        permitted("customers.change_salesperson")(salespeople.SalespersonSwitch.as_view(active=True)),
        name="salesperson-activate",
    ),
    path(
        "vendeurs/<int:pk>/desactiver/",
        permitted("customers.change_salesperson")(salespeople.SalespersonSwitch.as_view(active=False)),
        name="salesperson-deactivate",
    ),
    path("routes/", permitted("customers.view_route")(routes.RouteList.as_view()), name="route-list"),
    path(
        "routes/nouvelle/",
        permitted("customers.add_route")(routes.RouteEdit.as_view()),
        name="route-create",
    ),
    path(
        "routes/<int:pk>/modifier/",
        permitted("customers.change_route")(routes.RouteEdit.as_view()),
        name="route-edit",
    ),
    path("routes/<int:pk>/arrets/", routes.route_stops, name="route-stops"),
    path("reaffectation/", reassignments.reassignment_list, name="reassignment-list"),
    path("reaffectation/apercu/", reassignments.reassignment_preview, name="reassignment-preview"),
    path("reaffectation/<int:pk>/", reassignments.reassignment_detail, name="reassignment-detail"),
    path("reaffectation/<int:pk>/annuler/", reassignments.reassignment_undo, name="reassignment-undo"),
    path(
        "categories/",
        permitted("customers.view_customercategory")(code_lists.CategoryList.as_view()),
        name="category-list",
    ),
    path(
        "categories/nouvelle/",
        permitted("customers.add_customercategory")(code_lists.CategoryEdit.as_view()),
        name="category-create",
    ),
    path(
        "categories/<int:pk>/modifier/",
        permitted("customers.change_customercategory")(code_lists.CategoryEdit.as_view()),
        name="category-edit",
    ),
    path(
        "categories/<int:pk>/supprimer/",
        permitted("customers.delete_customercategory")(code_lists.CategoryDelete.as_view()),
        name="category-delete",
    ),
    path(
        "groupes-de-tri/",
        permitted("customers.view_sortinggroup")(code_lists.SortingGroupList.as_view()),
        name="sorting-group-list",
    ),
    path(
        "groupes-de-tri/nouveau/",
        permitted("customers.add_sortinggroup")(code_lists.SortingGroupEdit.as_view()),
        name="sorting-group-create",
    ),
    path(
        "groupes-de-tri/<int:pk>/modifier/",
        permitted("customers.change_sortinggroup")(code_lists.SortingGroupEdit.as_view()),
        name="sorting-group-edit",
    ),
    path(
        "groupes-de-tri/<int:pk>/supprimer/",
        permitted("customers.delete_sortinggroup")(code_lists.SortingGroupDelete.as_view()),
        name="sorting-group-delete",
    ),
    path("usagers/", permitted("webmino.view_user")(users.UserList.as_view()), name="user-list"),
    path("usagers/nouveau/", permitted("webmino.add_user")(users.UserCreate.as_view()), name="user-create"),
    path(
        "usagers/<int:pk>/modifier/",
        permitted("webmino.change_user")(users.UserEdit.as_view()),
        name="user-edit",
    ),
    path("usagers/<int:pk>/mot-de-passe/", users.user_password, name="user-password"),
    path(
        "usagers/<int:pk>/activer/",
        permitted("webmino.change_user")(users.UserActivate.as_view()),
        name="user-activate",
    ),
    path(
        "usagers/<int:pk>/desactiver/",
        permitted("webmino.change_user")(users.UserDeactivate.as_view()),
        name="user-deactivate",
    ),
    path(
        "usagers/<int:pk>/deverrouiller/",
        permitted("webmino.change_user")(users.UserUnlock.as_view()),
        name="user-unlock",
    ),
]
