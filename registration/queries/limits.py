"""What stands in the way of taking a category or an extra away."""

from registration.models import AddOn, Category, ChosenAddOn, Registration


def is_used(thing: Category | AddOn) -> bool:
    """Whether anybody has ever registered in it."""
    if isinstance(thing, Category):
        return Registration.objects.filter(category=thing).exists()
    return ChosenAddOn.objects.filter(add_on=thing).exists()
