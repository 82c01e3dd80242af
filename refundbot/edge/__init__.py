"""The front door: all that strangers reach, in a small process that holds neither Rasa nor a model.

It keeps the sockets, stores what is said, acknowledges it, has a worker answer, stores the answer, tells it.
"""

from refundbot.serving.left_out import leave_out

leave_out()
