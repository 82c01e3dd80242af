"""What an answer to a question of the check means, where no rule hears it: learnt from people's answers."""
