"""What registration announces upwards. Sent inside the transaction; receivers write the database only."""

from django.dispatch import Signal

# (registration, by, now): a locked registration has left the states that hold a place; its rights end with it.
registration_ended = Signal()
