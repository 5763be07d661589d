"""Addresses of items, PAR lists, counts, orders, PAR mode and Clients mobiles."""

from django.urls import path

from par.views import (
    batches,
    item_categories,
    items,
    mobile,
    mobile_visits,
    order_forms,
    orders,
    par_list_files,
    par_lists,
    par_tracking,
    shelf_counts,
    waiting_visits,
)
from webmino.audience import permitted, signed_in

app_name = "par"
ITEM_CATEGORIES = "parametres/categories-items/"
MOBILE = "mobile/"
WAITING = f"{MOBILE}en-attente/"
urlpatterns = [
    path("items/", permitted("par.view_item")(items.ItemList.as_view()), name="item-list"),
    path("items/nouveau/", items.item_create, name="item-create"),
    path("items/<int:pk>/", items.item_detail, name="item-detail"),
    path("items/<int:pk>/modifier/", items.item_edit, name="item-edit"),
    path("items/<int:pk>/desactiver/", items.item_deactivate, name="item-deactivate"),
    path("items/<int:pk>/reactiver/", items.item_reactivate, name="item-reactivate"),
    path("items/lot/", batches.batch_create, name="batch-create"),
    path("items/lot/apercu/", batches.batch_preview, name="batch-preview"),
    path("items/lots/", batches.batch_list, name="batch-list"),
    path("items/lots/<int:pk>/", batches.batch_detail, name="batch-detail"),
    path("items/lots/<int:pk>/annuler/", batches.batch_undo, name="batch-undo"),
    path(
        ITEM_CATEGORIES,
        permitted("par.view_itemcategory")(item_categories.ItemCategoryList.as_view()),
        name="item-category-list",
    ),
    path(
        f"{ITEM_CATEGORIES}nouvelle/",
        permitted("par.add_itemcategory")(item_categories.ItemCategoryEdit.as_view()),
        name="item-category-create",
    ),
    path(
        f"{ITEM_CATEGORIES}<int:pk>/modifier/",
        permitted("par.change_itemcategory")(item_categories.ItemCategoryEdit.as_view()),
        name="item-category-edit",
    ),
    path(
        f"{ITEM_CATEGORIES}<int:pk>/supprimer/",
        permitted("par.delete_itemcategory")(item_categories.ItemCategoryDelete.as_view()),
        name="item-category-delete",
    ),
    path("commandes/", permitted("par.view_order")(orders.OrderList.as_view()), name="order-list"),
    path("commandes/<str:number>/", orders.order_detail, name="order-detail"),
    path("commandes/<str:number>.pdf", orders.order_pdf, name="order-pdf"),
    path("commandes/<str:number>.xlsx", orders.order_xlsx, name="order-xlsx"),
    path("commandes/<str:number>/modifier/", order_forms.order_edit, name="order-edit"),
    path("commandes/<str:number>/confirmer/", orders.order_confirm, name="order-confirm"),
    path("commandes/<str:number>/livrer/", orders.order_deliver, name="order-deliver"),
    path("commandes/<str:number>/annuler/", orders.order_cancel, name="order-cancel"),
    path("commandes/<str:number>/jeter/", order_forms.order_throw_away, name="order-throw-away"),
    path("clients/<int:pk>/commandes/", orders.customer_order_list, name="customer-order-list"),
    path("clients/<int:pk>/commandes/nouvelle/", order_forms.order_create, name="order-create"),
    path("clients/<int:pk>/items/", par_lists.par_list_page, name="par-list"),
    path("clients/<int:pk>/items/ajouter/", par_lists.par_list_add, name="par-list-add"),
    path("clients/<int:pk>/items/changements/", par_lists.par_list_changes, name="par-list-changes"),
    path("clients/<int:pk>/items/excel/", par_list_files.par_list_xlsx, name="par-list-xlsx"),
    path("clients/<int:pk>/items/importer/", par_list_files.par_list_import, name="par-list-import"),
    path("suivi-visites/par/", signed_in(par_tracking.ParTracking.as_view()), name="par-tracking"),
    path(
        "suivi-visites/par/items/",
        signed_in(par_tracking.ParTrackingItems.as_view()),
        name="par-tracking-items",
    ),
    path("suivi-visites/par/<int:pk>/", par_tracking.par_tracking_row, name="par-tracking-row"),
    path("clients/<int:pk>/releves/", shelf_counts.shelf_count_list, name="shelf-count-list"),
    path("releves/<int:pk>/", shelf_counts.shelf_count_detail, name="shelf-count-detail"),
    path("releves/<int:pk>/annuler/", shelf_counts.shelf_count_cancel, name="shelf-count-cancel"),
    path("releves/<int:pk>/retablir/", shelf_counts.shelf_count_restore, name="shelf-count-restore"),
    path("suivis/<int:pk>/annuler-avec-releve/", shelf_counts.visit_cancel, name="visit-cancel"),
    path(MOBILE, mobile.mobile_customer_list, name="mobile-customer-list"),
    path(f"{MOBILE}<int:pk>/", mobile.mobile_customer, name="mobile-customer"),
    path(f"{MOBILE}<int:pk>/releve/", mobile_visits.mobile_count, name="mobile-count"),
    path(f"{MOBILE}<int:pk>/releve/brouillon/", mobile_visits.mobile_draft, name="mobile-draft"),
    path(f"{MOBILE}<int:pk>/releve/jeter/", mobile_visits.mobile_discard, name="mobile-discard"),
    path(f"{MOBILE}<int:pk>/commande/", mobile_visits.mobile_order, name="mobile-order"),
    path(f"{MOBILE}<int:pk>/visite/", mobile_visits.mobile_visit, name="mobile-visit"),
    path(f"{MOBILE}visites/<uuid:submission>/", mobile.mobile_recorded, name="mobile-recorded"),
    path(f"{MOBILE}visites/<uuid:submission>/vu/", mobile.mobile_refusal_seen, name="mobile-refusal-seen"),
    path(WAITING, waiting_visits.waiting_visit_list, name="waiting-visit-list"),
    path(f"{WAITING}<int:pk>/", waiting_visits.waiting_visit_detail, name="waiting-visit-detail"),
    path(f"{WAITING}<int:pk>/accepter/", waiting_visits.waiting_visit_accept, name="waiting-visit-accept"),
    path(f"{WAITING}<int:pk>/refuser/", waiting_visits.waiting_visit_refuse, name="waiting-visit-refuse"),
]
