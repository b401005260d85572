from handlers.basics.cancel import BACK, CANCEL, typed_way_out
from handlers.basics.courtesy import answer_attachment, answer_words
from handlers.basics.face import EMERGENCIES, SUBJECT, answered, number_to_call
from handlers.basics.groups import leave_group, subscription
from handlers.basics.help import help_
from handlers.basics.start import welcome

__all__ = [
    "BACK",
    "CANCEL",
    "EMERGENCIES",
    "SUBJECT",
    "answer_attachment",
    "answer_words",
    "answered",
    "help_",
    "leave_group",
    "number_to_call",
    "subscription",
    "typed_way_out",
    "welcome",
]
