"""Writes that several applications make alike."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction


def delete_unused(row: models.Model, *, refusal: Any) -> None:
    """Delete a row that no other row names.

    Raises ValidationError, saying `refusal`, when one does, even one that came a moment ago.
    """
    try:
        with transaction.atomic():
            row.delete()
    except (models.ProtectedError, IntegrityError) as error:
        raise ValidationError(refusal) from error
