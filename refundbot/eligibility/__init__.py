"""Facts in, a decision with its proof out. Pure: no Rasa, no I/O, no clock."""
