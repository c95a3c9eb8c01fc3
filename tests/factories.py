"""The smallest lawful thing of each kind; a test says only what matters to it."""

from __future__ import annotations

import factory

from election_office.accounts.models import Assignment, User
from election_office.accounts.permissions import Role


class UserFactory(factory.django.DjangoModelFactory):
    """``UserFactory(serving="369901001001")``: a clerk of that village.

    ``UserFactory(serving="369901001", role=Role.TOWNSHIP_OFFICER)``: any role; ``unit`` for 联审单位.
    Without ``serving`` a person who may nothing. Give ``password`` only where somebody logs in:
    hashing one costs more than most tests.
    """

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff{n}")
    name = factory.Sequence(lambda n: f"测试员{n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: object, **kwargs: object) -> User:
        serving = kwargs.pop("serving", None)
        role = kwargs.pop("role", Role.VILLAGE_CLERK)
        unit = kwargs.pop("unit", "")
        password = kwargs.pop("password", None)
        user = model_class(*args, **kwargs)
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save()
        if serving:
            Assignment.objects.create(user=user, role=role, area_code=serving, unit=unit)
        return user
