"""What congresses announce upwards, and ask of the rooms above."""

from django.dispatch import Signal

# (submission, language): where the presenters of an accepted experience register; a receiver answers with the address.
presenter_link = Signal()
